package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class PredictCommandTest {
    @TempDir
    Path folder;

    private CommandLineRun predict(String... arguments) {
        String model = Models.knowing("ab\nc\"d", folder).toString();
        String[] all = new String[arguments.length + 3];
        all[0] = "predict";
        all[1] = "--model";
        all[2] = model;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return CommandLineRun.of(all);
    }

    /** The soft-max of one logit of 10 among 258 of 0: e^10 / (e^10 + 257) and 1 / (e^10 + 257). */
    @Test
    void theTableHasRankTokenAndProbability() {
        assertThat(predict("--top", "3", "a")).isEqualTo(new CommandLineRun(0, """
                rank  id  token     probability
                   1  98  "b"          0.988467
                   2   0  "\\u0000"     0.000045
                   3   1  "\\u0001"     0.000045
                """, ""));
    }

    @Test
    void aTokenThatWouldBreakTheLineIsShownEscaped() {
        assertThat(predict("--top", "1", "b").out()).contains(" \"\\n\" ").hasLineCount(2);
        assertThat(predict("--top", "1", "c").out()).contains(" \"\\\"\" ");
    }

    @Test
    void controlTokensAreShownAsTheVocabularySpellsThem() {
        assertThat(predict("--top", "1", "d").out()).contains("257  \"</s>\"");
    }

    @Test
    void tenAreShownUnlessAskedOtherwiseAndAllAtMost() {
        assertThat(predict("a").out()).hasLineCount(11);
        assertThat(predict("--top", "1000", "a").out()).hasLineCount(1 + ByteTokenizer.SIZE);
    }

    @Test
    void jsonIsAnArrayOfObjects() {
        assertThat(predict("--top", "2", "--json", "a").out()).isEqualTo(
                "[{\"rank\":1,\"token\":98,\"text\":\"b\",\"probability\":0.9884668},"
                        + "{\"rank\":2,\"token\":0,\"text\":\"\\u0000\",\"probability\":4.4876324E-5}]\n");
    }

    @Test
    void lessThanOneIsAWrongCall() {
        assertThat(predict("--top", "0", "a")).isEqualTo(
                new CommandLineRun(2, "", "parlance: --top: 0, expected at least 1; see 'parlance predict --help'\n"));
    }
}
