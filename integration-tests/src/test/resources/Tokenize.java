import dev.parlance.gguf.GgufFile;
import dev.parlance.tokenizer.Tokenizer;

import java.nio.file.Path;
import java.util.Arrays;

/** Run from its source: shows the tokens of a text by the vocabulary of a file. */
class Tokenize {
    public static void main(String[] args) {
        Tokenizer tokenizer = Tokenizer.of(GgufFile.read(Path.of(args[0])).metadata());
        System.out.println(tokenizer.getClass().getName() + " " + Arrays.toString(tokenizer.encode(args[1])));
    }
}
