package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** The command {@code chat} with messages from a pipe. */
class ChatCommandTest {
    @TempDir
    Path folder;

    private String model;

    @BeforeEach
    void writeModel() {
        model = Models.talking(folder).toString();
    }

    @Test
    void eachLineIsAMessageAndEachAnswerALine() {
        CommandLineRun run = CommandLineRun.withInput("w\n\nsay x\n", "chat", "--model", model);
        assertThat(run).isEqualTo(new CommandLineRun(0, "xyz\nyz\n", ""));
    }

    @Test
    void aLineThatEndsWithABackslashGoesOnInTheNext() {
        assertThat(CommandLineRun.withInput("a\\\ny", "chat", "--model", model).out()).isEqualTo("z\n");
    }

    @Test
    void anAnswerThatIsCutSaysHowToGetMore() {
        CommandLineRun run = CommandLineRun.withInput("a\n", "chat", "--model", model, "--max-tokens", "3");
        assertThat(run.out()).isEqualTo("bcd\n");
        assertThat(run.err()).contains("stopped after 3 tokens; --max-tokens allows more");
    }

    @Test
    void commandsSaveLoadRegenerateAndShowStatistics() throws Exception {
        Path file = folder.resolve("talk.json");
        CommandLineRun run = CommandLineRun.withInput("/system be brief\nx\n/regenerate\n/save " + file
                + "\n/reset\n/load " + file + "\n/regenerate\n/stats\n/sampler top-k=1\nx\n/sampler\n/help\n/exit\nw\n",
                "chat",
                "--model", model);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("yz\nyz\nyz\nyz\n");
        assertThat(run.err()).contains("3 messages written", "3 messages read", "wrote 2 tokens", "context: ",
                "sampling with top-k=1", "/regenerate", "(a new conversation)");
        assertThat(Files.readString(file)).contains("\"role\" : \"system\"", "\"content\" : \"yz\"");
        assertThat(CommandLineRun.withInput("/regenerate\n", "chat", "--model", model, "--load", file.toString()).out())
                .isEqualTo("yz\n");
    }

    @Test
    void anotherAnswerThatIsTheSameSaysWhy() {
        assertThat(CommandLineRun.withInput("x\n/regenerate\n", "chat", "--model", model)).satisfies(run -> {
            assertThat(run.out()).isEqualTo("yz\nyz\n");
            assertThat(run.err()).contains("the same answer", "/sampler temperature=0.8");
        });
    }

    @Test
    void statisticsAreOfThisConversation() {
        assertThat(CommandLineRun.withInput("x\n/stats\n/reset\n/stats\n", "chat", "--model", model).err())
                .contains("wrote 2 tokens").endsWith("there was no answer yet\n");
    }

    @Test
    void whatIsTypedWronglyFailsInAPipeAndSaysWhy() {
        assertThat(CommandLineRun.withInput("/nonsense\n", "chat", "--model", model)).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("there is no command /nonsense; there are /help, /reset");
        });
        assertThat(CommandLineRun.withInput("/load nowhere.json\n", "chat", "--model", model).err())
                .contains("nowhere.json: there is no such file");
        assertThat(
                CommandLineRun.withInput("/save " + folder.resolve("none/talk.json") + "\n", "chat", "--model", model)
                        .err())
                .contains("talk.json: there is no such file or folder");
        assertThat(CommandLineRun.withInput("/sampler x=1\n", "chat", "--model", model).exitCode()).isEqualTo(1);
        assertThat(CommandLineRun.withInput("/regenerate\n", "chat", "--model", model).err())
                .contains("there is no message to answer yet");
    }

    @Test
    void aTemplateThatRefusesSaysItself() {
        CommandLineRun run = CommandLineRun.withInput("no\n", "chat", "--model", model);
        assertThat(run).isEqualTo(new CommandLineRun(1, "", "parlance: I do not talk about no\n"));
    }

    @Test
    void aModelThatIsNotMadeForConversationsIsRefused() {
        CommandLineRun run = CommandLineRun.withInput("a\n", "chat", "--model",
                Models.knowing("abc", folder).toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("has no chat template");
    }
}
