package dev.parlance.cli.spi;

import picocli.CommandLine.Option;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** The option that asks for the result as JSON, for programs. */
public final class JsonOption {
    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    /** Makes the group with its defaults, to be a command's {@code @Mixin}. */
    public JsonOption() {}

    /** Returns whether JSON is wanted. */
    public boolean wanted() {
        return json;
    }

    /**
     * Prints a result as one line of JSON.
     *
     * @param result records, collections, strings and numbers; a record's components become properties in their order
     */
    public static void print(Stdio stdio, Object result) {
        JsonMapper mapper = JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();
        stdio.println(mapper.writeValueAsString(result));
    }
}
