package dev.parlance.cli;

import dev.parlance.cli.spi.JsonOption;
import dev.parlance.cli.spi.ModelFileOption;
import dev.parlance.cli.spi.PromptOptions;
import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import dev.parlance.gguf.GgufFile;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Shows the tokens of a text. Needs no engine, and of the file only its vocabulary. */
@Command(name = "tokenize", description = "Show the tokens of a text.", footer = {"",
        "The model may be a tokenizer.json of Hugging Face's.",
        "A file and standard input are taken with every byte, a line end included."})
public final class TokenizeCommand implements Subcommand {
    @Mixin
    private final PromptOptions text = new PromptOptions();

    @Mixin
    private final ModelFileOption model = new ModelFileOption();

    @Option(names = "--ids", description = "Print the ids alone, in one line.")
    private boolean idsOnly;

    @Option(names = "--no-special", description = "Add no token that begins or ends a text.")
    private boolean noSpecial;

    @Option(names = "--parse-special", description = "Take the spelling of a control token, such as </s>, for that token.")
    private boolean parseSpecial;

    @Mixin
    private final JsonOption json = new JsonOption();

    /**
     * A token for {@code --json}.
     *
     * @param piece the vocabulary's spelling
     * @param text what it stands for, U+FFFD for a part of a character
     */
    record Token(int id, String piece, String text) {}

    @Override
    public void run(Stdio stdio) throws IOException {
        Tokenizer tokenizer = tokenizer(model.file());
        int[] ids = tokenizer.encode(text.exactText(stdio), new EncodeOptions(!noSpecial, parseSpecial));
        if (json.wanted()) {
            JsonOption.print(stdio, idsOnly ? ids : tokens(ids, tokenizer));
        } else if (idsOnly) {
            stdio.println(Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
        } else {
            stdio.print(table(ids, tokenizer));
        }
    }

    /** Reads a model file, or a tokenizer.json. */
    private static Tokenizer tokenizer(Path file) throws IOException {
        return file.toString().endsWith(".json")
                ? Tokenizer.read(file)
                : Tokenizer.of(GgufFile.read(file).metadata());
    }

    private static Token[] tokens(int[] ids, Tokenizer tokenizer) {
        return Arrays.stream(ids).mapToObj(id -> new Token(id, tokenizer.piece(id), tokenizer.text(id)))
                .toArray(Token[]::new);
    }

    private static String table(int[] ids, Tokenizer tokenizer) {
        Table table = new Table(Table.Align.RIGHT, Table.Align.LEFT);
        for (int id : ids) {
            table.row(Integer.toString(id), Visible.escape(tokenizer.piece(id)));
        }
        return table.toString();
    }
}
