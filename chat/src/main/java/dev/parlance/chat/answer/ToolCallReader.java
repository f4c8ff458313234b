package dev.parlance.chat.answer;

import dev.parlance.chat.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the tool calls in a section of an answer, in any of the forms that published models write: JSON, tags, or a name
 * with JSON behind it. Not thread-safe.
 */
public final class ToolCallReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern FUNCTION = Pattern.compile("<function=([^>\\s]+)>(.*?)</function>", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile("<parameter=([^>\\s]+)>(.*?)</parameter>",
            Pattern.DOTALL);
    private static final Pattern INVOKE = Pattern.compile("<invoke name=\"([^\"]+)\">(.*?)</invoke>", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("<parameter name=\"([^\"]+)\">(.*?)</parameter>",
            Pattern.DOTALL);
    private static final Pattern KEY_VALUE = Pattern.compile(
            "<arg_key>(.*?)</arg_key>\\s*<arg_value>(.*?)</arg_value>", Pattern.DOTALL);
    private static final Pattern SECTION_CALL = Pattern.compile(
            "<\\|tool_call_begin\\|>(.*?)<\\|tool_call_argument_begin\\|>(.*?)<\\|tool_call_end\\|>", Pattern.DOTALL);
    private static final Pattern DEEPSEEK_CALL = Pattern.compile(
            "<｜tool▁call▁begin｜>(.*?)<｜tool▁sep｜>(.*?)<｜tool▁call▁end｜>", Pattern.DOTALL);
    private static final Pattern NAME_AND_JSON = Pattern.compile(
            "([\\w.-]+)\\s*(?:\\[CALL_ID\\](\\w+)\\s*)?(?:<\\|channel\\|>\\w+\\s*)?"
                    + "(?:\\[ARGS\\]|(?:<\\|constrain\\|>)?\\s*\\w*\\s*<\\|message\\|>)?"
                    + "\\s*(\\{.*\\})",
            Pattern.DOTALL);
    private static final Pattern PYTHON_CALL = Pattern.compile("[\\w.-]+\\(.*\\)", Pattern.DOTALL);

    /** What Phi closes its calls with, and what Mistral writes between two. */
    private static final String PHI_END = "<|/tool_call|>";
    private static final String MISTRAL_NEXT = "[TOOL_CALLS]";

    /** The declared type of each parameter, by tool and parameter. */
    private final Map<String, Map<String, String>> types = new LinkedHashMap<>();
    private int lastId;

    /**
     * Makes a reader.
     *
     * @param tools the definitions of the tools that there are, which say what is text and what is JSON
     * @param callsBefore how many calls a conversation has already, for ids that are its own
     */
    public ToolCallReader(@Nullable List<? extends Map<String, ?>> tools, int callsBefore) {
        this.lastId = callsBefore;
        if (tools != null) {
            tools.forEach(this::declare);
        }
    }

    private void declare(Map<String, ?> tool) {
        Object function = tool.containsKey("function") ? tool.get("function") : tool;
        if (function instanceof Map<?, ?> map && map.get("parameters") instanceof Map<?, ?> parameters
                && parameters.get("properties") instanceof Map<?, ?> properties) {
            Map<String, String> declared = new LinkedHashMap<>();
            properties.forEach((name, schema) -> declared.put(String.valueOf(name),
                    schema instanceof Map<?, ?> definition ? String.valueOf(definition.get("type")) : ""));
            types.put(String.valueOf(map.get("name")), declared);
        }
    }

    /** Returns the calls in a section, or none if it is not complete or not a call at all. */
    public List<ToolCall> read(String section) {
        int idBefore = lastId;
        String body = section.strip();
        if (body.endsWith(PHI_END)) {
            body = body.substring(0, body.length() - PHI_END.length()).strip();
        }
        List<ToolCall> calls = readOne(body);
        if (calls.isEmpty() && body.contains(MISTRAL_NEXT)) {
            for (String part : body.split(Pattern.quote(MISTRAL_NEXT), -1)) {
                List<ToolCall> next = readOne(part.strip());
                if (next.isEmpty()) {
                    lastId = idBefore;
                    return List.of();
                }
                calls.addAll(next);
            }
        }
        return List.copyOf(calls);
    }

    private List<ToolCall> readOne(String body) {
        int idBefore = lastId;
        List<ToolCall> calls = new ArrayList<>();
        if (!(tagged(body, calls) || (body.startsWith("{") || body.startsWith("[")
                ? json(body, calls)
                        || new PythonCalls(body).read(this::add, calls)
                : named(body, calls) || python(body, calls)))) {
            lastId = idBefore;
            calls.clear();
        }
        return calls;
    }

    /** Reads one call as Python writes it, such as {@code search.call(query="x")} of Llama's built-in tools. */
    private boolean python(String body, List<ToolCall> calls) {
        return PYTHON_CALL.matcher(body).matches() && new PythonCalls("[" + body + "]").read(
                (name, arguments, id, all) -> add(name.replaceFirst("\\.call$", ""), arguments, id, all), calls);
    }

    private boolean tagged(String body, List<ToolCall> calls) {
        return each(FUNCTION, body, calls, match -> {
            String inside = match.group(2).strip();
            Object arguments = inside.startsWith("{")
                    ? parse(inside)
                    : inside.isEmpty() || PARAMETER.matcher(inside).find()
                            ? parameters(PARAMETER, match.group(1), inside)
                            : null;
            return add(match.group(1), arguments, null, calls);
        }) || each(INVOKE, body, calls,
                match -> add(match.group(1), parameters(NAMED, match.group(1), match.group(2)), null, calls))
                || each(SECTION_CALL, body, calls, match -> {
                    String id = match.group(1).strip();
                    String name = id.replaceFirst("^functions\\.", "").replaceFirst(":\\d+$", "");
                    return add(name, parse(match.group(2)), id, calls);
                })
                || each(DEEPSEEK_CALL, body, calls, match -> {
                    boolean fenced = match.group(2).contains("```");
                    String name = fenced ? match.group(2).strip().lines().findFirst().orElse("") : match.group(1);
                    return add(name.strip(), parse(fenced ? unfenced(match.group(2)) : match.group(2)), null, calls);
                });
    }

    private static String unfenced(String text) {
        int begin = text.indexOf("```");
        int end = text.lastIndexOf("```");
        String inside = text.substring(begin + 3, Math.max(begin + 3, end));
        return inside.startsWith("json") ? inside.substring(4) : inside;
    }

    private interface Reading {
        boolean read(Matcher match);
    }

    /** Reads all matches of a form; returns whether there are some and each is a call. */
    private static boolean each(Pattern form, String body, List<ToolCall> calls, Reading reading) {
        Matcher matcher = form.matcher(body);
        boolean found = false;
        while (matcher.find()) {
            if (!reading.read(matcher)) {
                calls.clear();
                return false;
            }
            found = true;
        }
        return found;
    }

    private Map<String, Object> parameters(Pattern form, String tool, String inside) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        Matcher matcher = form.matcher(inside);
        while (matcher.find()) {
            arguments.put(matcher.group(1).strip(), typed(tool, matcher.group(1).strip(), matcher.group(2)));
        }
        return arguments;
    }

    /** Returns a value that is written without quotes: text where the tool says so, else JSON if it is some. */
    private @Nullable Object typed(String tool, String parameter, String written) {
        String value = written.startsWith("\n") ? written.substring(1) : written;
        value = value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
        String type = types.getOrDefault(tool, Map.of()).getOrDefault(parameter, "");
        if (type.equals("string")) {
            return value;
        }
        String literal = value.strip();
        String lower = literal.toLowerCase(Locale.ROOT);
        if (lower.equals("null") || lower.equals("none")) {
            return null;
        }
        Object parsed = parse(lower.equals("true") || lower.equals("false") ? lower : literal);
        return parsed == null ? value : parsed;
    }

    private boolean json(String body, List<ToolCall> calls) {
        List<Object> values = new ArrayList<>();
        try (MappingIterator<Object> all = JSON.readerFor(Object.class)
                .readValues(body.replaceAll("\\}\\s*;\\s*\\{", "}\n{"))) {
            all.forEachRemaining(values::add);
        } catch (JacksonException e) {
            return false;
        }
        List<Object> flat = new ArrayList<>();
        values.forEach(value -> flat.addAll(value instanceof List<?> list ? list : List.of(value)));
        for (Object value : flat) {
            if (!(value instanceof Map<?, ?> map) || !add(map, calls)) {
                calls.clear();
                return false;
            }
        }
        return !calls.isEmpty();
    }

    private boolean add(Map<?, ?> call, List<ToolCall> calls) {
        Map<?, ?> function = call.get("function") instanceof Map<?, ?> inner ? inner : call;
        Object name = first(function, "name", "tool_name", "function");
        Object arguments = first(function, "arguments", "parameters", "args");
        Object id = first(call, "id", "tool_call_id");
        return name instanceof String text
                && add(text, arguments == null ? Map.of() : arguments, id == null ? null : String.valueOf(id), calls);
    }

    private static @Nullable Object first(Map<?, ?> map, String... keys) {
        for (String key : keys) {
            if (map.get(key) != null) {
                return map.get(key);
            }
        }
        return null;
    }

    private boolean named(String body, List<ToolCall> calls) {
        Matcher keys = KEY_VALUE.matcher(body);
        String name = body.lines().findFirst().orElse("").replaceFirst("<arg_key>.*", "").strip();
        if (keys.find() && !name.isEmpty()) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            do {
                arguments.put(keys.group(1).strip(), typed(name, keys.group(1).strip(), keys.group(2)));
            } while (keys.find());
            return add(name, arguments, null, calls);
        }
        if (body.matches("[\\w.-]+") && types.containsKey(body)) {
            return add(body, Map.of(), null, calls);
        }
        Matcher direct = NAME_AND_JSON.matcher(body);
        return direct.matches() && add(direct.group(1).replaceFirst("^functions\\.", ""), parse(direct.group(3)),
                direct.group(2), calls);
    }

    /** Adds a call; returns whether its arguments are some. */
    boolean add(String name, @Nullable Object arguments, @Nullable String id, List<ToolCall> calls) {
        Object parsed = arguments instanceof String text ? parse(text) : arguments;
        if (name.isEmpty() || !(parsed instanceof Map<?, ?> map)) {
            return false;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(String.valueOf(key), value));
        // Nine letters and digits, because Mistral's templates insist on that.
        calls.add(new ToolCall(id != null ? id : String.format(Locale.ROOT, "call%05d", ++lastId), name, named));
        return true;
    }

    static @Nullable Object parse(String json) {
        try {
            return JSON.readerFor(Object.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(json.strip());
        } catch (JacksonException e) {
            return null;
        }
    }
}
