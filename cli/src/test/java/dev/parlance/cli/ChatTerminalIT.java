package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The command {@code chat} in a real terminal: tmux has one, types into it and shows what is on it. */
class ChatTerminalIT {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private Path socket;

    @BeforeEach
    void findTmux() {
        assumeTrue(exists("tmux") && exists("stty"), "needs the programs tmux and stty");
        socket = folder.resolve("tmux");
    }

    private static boolean exists(String program) {
        try {
            return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    @AfterEach
    void killTerminal() throws Exception {
        if (socket != null) {
            tmux("kill-server");
        }
    }

    @Test
    void aConversationCanBeEditedStoppedAndEnded() throws Exception {
        start(Models.talkingForEver(20, folder));
        awaitPrompt();
        type("wx");
        key("Left");
        key("BSpace");
        key("Enter"); // x is left
        awaitScreen("yzabcdefghij");
        key("C-c");
        awaitScreen("(stopped)");
        awaitPrompt();
        type("first \\");
        key("Enter");
        type("second y");
        key("Enter");
        awaitScreen("second y\nzabcdefghij");
        key("C-c");
        awaitScreen("(stopped)", 2);
        awaitPrompt();
        key("Up"); // the history has the message of two lines
        awaitScreen("second y", 2);
        key("C-c");
        awaitScreen("Ctrl-D or /exit ends");
        awaitPrompt();
        type("/stats");
        key("Enter");
        awaitScreen("ended by cancelled");
        awaitPrompt();
        key("C-d");
        awaitScreen("exit code 0");
        assertThat(screen()).doesNotContain("WARNING");
    }

    @Test
    void thereIsNoColourWhereNoneIsWanted() throws Exception {
        start(Models.talking(folder));
        awaitPrompt();
        type("/help");
        key("Enter");
        awaitScreen("ends the conversation, as does Ctrl-D");
        awaitPrompt();
        assertThat(tmux("capture-pane", "-p", "-e")).doesNotContain("\u001B[2m", "\u001B[3");
        type("/exit");
        key("Enter");
        awaitScreen("exit code 0");
    }

    private void start(Path model) throws Exception {
        ProcessBuilder program = ProcessRun.program(
                List.of("--enable-native-access=ALL-UNNAMED", "-Dparlance.terminals=,input,output,error"), "chat",
                "--model", model.toString());
        Path script = folder.resolve("start.sh");
        StringBuilder line = new StringBuilder();
        program.command().forEach(part -> line.append('\'').append(part).append("' "));
        Files.writeString(script,
                "trap : INT\nexport NO_COLOR=1 LC_ALL=C.UTF-8 XDG_STATE_HOME='" + folder + "'\n" + line
                        + "\necho \"exit code $?\"\nsleep 100\n");
        tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "50", "sh " + script);
    }

    private void type(String text) throws Exception {
        tmux("send-keys", "-l", text);
    }

    private void key(String name) throws Exception {
        tmux("send-keys", name);
    }

    private String screen() throws Exception {
        return tmux("capture-pane", "-p");
    }

    /** Waits until a message can be typed: what is typed before is not edited. */
    private void awaitPrompt() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String shown = screen();
        while (!shown.stripTrailing().endsWith("\n>")) {
            assertThat(System.nanoTime()).as("waiting for the prompt on%n%s", shown).isLessThan(end);
            Thread.sleep(50);
            shown = screen();
        }
    }

    private void awaitScreen(String text) throws Exception {
        awaitScreen(text, 1);
    }

    private void awaitScreen(String text, int times) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String shown = screen();
        while (shown.split(Pattern.quote(text), -1).length <= times) {
            assertThat(System.nanoTime()).as("waiting for '%s' on%n%s", text, shown).isLessThan(end);
            Thread.sleep(50);
            shown = screen();
        }
    }

    private String tmux(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return out;
    }
}
