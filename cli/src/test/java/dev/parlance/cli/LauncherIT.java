package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The launcher for POSIX systems. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has a launcher of its own")
class LauncherIT {
    @TempDir
    Path folder;

    private Installation installation;
    private Path java25;

    @BeforeEach
    void install() throws IOException {
        installation = new Installation(Files.createDirectories(folder.resolve("with blanks")));
        java25 = installation.jdk("25", "25.0.1");
    }

    private ProcessRun run(Map<String, String> environment, String... arguments) throws Exception {
        return ProcessRun.of(installation.call(environment, installation.launcher(), arguments), "");
    }

    private static Map<String, String> javaHome(Path jdk) {
        return Map.of("JAVA_HOME", jdk.toString());
    }

    @Test
    void argumentsAndStandardInputPassUnchanged() throws Exception {
        installation.build();
        String[] arguments = {"run", "", "two words", "*", "$HOME", "a\nb", "\"quoted\"", "back\\slash", "--x=-1", "ñ"};
        ProcessRun run = ProcessRun.of(installation.call(javaHome(java25), installation.launcher(), arguments),
                "the\ninput");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).endsWith("<dev.parlance.cli.Main>\n<" + String.join(">\n<", arguments) + ">\nthe\ninput");
    }

    @Test
    void itIsFoundThroughSymbolicLinks() throws Exception {
        installation.build();
        Files.createSymbolicLink(folder.resolve("absolute link"), installation.launcher().toAbsolutePath());
        Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("absolute link"));
        ProcessRun run = ProcessRun.of(installation.call(javaHome(java25), relative), "");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("<" + folder.toRealPath().resolve("with blanks/cli/target/unchecked/app") + "/*>");
    }

    @Test
    void theFlagsOfTheTableAreGivenAndTheUsersAfterThem() throws Exception {
        installation.build();
        ProcessRun run = run(Map.of("JAVA_HOME", java25.toString(), "PARLANCE_JAVA_OPTS", "-Xmx1g -Dx=*"));
        assertThat(run.out().lines().toList()).startsWith("25", "<--enable-native-access=ALL-UNNAMED>",
                "<-Xms16m>", "<-XX:+UseSerialGC>", "<--add-modules=jdk.incubator.vector>", "<-Dparlance.terminals=>",
                "<-Xmx1g>", "<-Dx=*>", "<-cp>");
    }

    @Test
    void aCollectorOfTheUsersIsTheOnlyOne() throws Exception {
        installation.build();
        ProcessRun run = run(Map.of("JAVA_HOME", java25.toString(), "PARLANCE_JAVA_OPTS", "-Dx=1 -XX:+UseZGC"));
        assertThat(run.out()).contains("<-XX:+UseZGC>").doesNotContain("SerialGC");
    }

    @Test
    void jarsOfPluginsComeAfterTheProgram() throws Exception {
        installation.build();
        String jars = folder + "/my plugins/*:one.jar";
        ProcessRun run = run(Map.of("JAVA_HOME", java25.toString(), "PARLANCE_CLASSPATH", jars));
        assertThat(run.out()).contains(
                "<" + folder.toRealPath().resolve("with blanks/cli/target/unchecked/app") + "/*:" + jars + ">\n");
    }

    @Test
    void theJdkIsTheOneNamedElseJavaHomeElseThatOfThePath() throws Exception {
        installation.build();
        Path java26 = installation.jdk("26", "26-ea");
        Path java27 = installation.jdk("27", "27");
        installation.onPath(java27);
        assertThat(run(Map.of("PARLANCE_JAVA_HOME", java26.toString(), "JAVA_HOME", java25.toString())).out())
                .startsWith("26\n");
        assertThat(run(javaHome(java25)).out()).startsWith("25\n");
        assertThat(run(Map.of()).out()).startsWith("27\n");
    }

    @Test
    void aStandInOnThePathIsAskedForItsJdk() throws Exception {
        installation.build();
        installation.standInOnPath(installation.jdk("26", "26.0.1"));
        assertThat(run(Map.of()).out()).startsWith("26\n");
    }

    @Test
    void anOldJdkIsPassedOver() throws Exception {
        installation.build();
        installation.onPath(java25);
        assertThat(run(javaHome(installation.jdk("17", "17.0.9"))).out()).startsWith("25\n");
        assertThat(run(javaHome(installation.jdk("8", "1.8.0_402"))).out()).startsWith("25\n");
        assertThat(run(javaHome(folder.resolve("missing"))).out()).startsWith("25\n");
    }

    @Test
    void aJdkThatIsNamedButTooOldIsRefused() throws Exception {
        installation.build();
        Path java17 = installation.jdk("17", "17.0.9");
        assertThat(run(Map.of("PARLANCE_JAVA_HOME", java17.toString()))).isEqualTo(new ProcessRun(1, "",
                "parlance: PARLANCE_JAVA_HOME=" + java17 + " is not a JDK of 25 or newer\n"));
    }

    @Test
    void theFirstRunBuildsAndTellsSoOnStandardErrorOnly() throws Exception {
        installation.maven(1);
        ProcessRun run = ProcessRun.of(installation.call(javaHome(java25), installation.launcher()), "for the program");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("25\n<").endsWith("for the program");
        assertThat(run.err()).contains("parlance: building", "parlance: [1/2] Some Module", "parlance: built in ");
        assertThat(installation.builds()).hasSize(1);
        assertThat(installation.lock()).doesNotExist();

        assertThat(run(javaHome(java25)).err()).isEmpty();
        assertThat(installation.builds()).hasSize(1);
    }

    @Test
    void whatMavenHasBuiltIsTakenAndNotBuiltAgain() throws Exception {
        installation.maven(1);
        installation.verify();
        ProcessRun run = run(javaHome(java25));
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("/cli/target/app/*>");
        assertThat(installation.builds()).isEmpty();
    }

    @Test
    void aNewerSourceIsBuiltAgain() throws Exception {
        installation.maven(1);
        installation.build();
        assertThat(run(javaHome(java25)).err()).isEmpty();
        Files.setLastModifiedTime(installation.source(), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(javaHome(java25)).err()).contains("built in");
        assertThat(installation.builds()).hasSize(1);
    }

    @Test
    void aSourceThatWasDeletedIsBuiltWithout() throws Exception {
        installation.maven(1);
        installation.build();
        Files.delete(installation.source());
        Files.setLastModifiedTime(installation.source().getParent(), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(javaHome(java25)).err()).contains("built in");
    }

    @Test
    void aBuildThatFailsIsTriedAgain() throws Exception {
        installation.failingMaven();
        for (int i = 0; i < 2; i++) {
            ProcessRun run = run(javaHome(java25));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("[ERROR] the sources are wrong", "parlance: the build failed; ",
                    "build.log");
            assertThat(installation.lock()).doesNotExist();
        }
    }

    @Test
    void withoutMavenTheRemedyIsTold() throws Exception {
        ProcessRun run = run(javaHome(java25));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("parlance: Maven is needed").contains("apt install maven");
    }

    @Test
    void twoLaunchesAtOnceBuildOnce() throws Exception {
        installation.maven(1);
        Process first = installation.call(javaHome(java25), installation.launcher()).start();
        Process second = installation.call(javaHome(java25), installation.launcher()).start();
        first.getOutputStream().close();
        second.getOutputStream().close();
        for (Process process : List.of(first, second)) {
            ProcessRun run = ProcessRun.of(process);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("25\n");
        }
        assertThat(installation.builds()).hasSize(1);
        assertThat(installation.lock()).doesNotExist();
    }

    @Test
    void theLockOfAKilledBuildIsTakenOver() throws Exception {
        installation.maven(1);
        Process killed = new ProcessBuilder("true").start();
        assertThat(killed.waitFor()).isZero();
        Files.createDirectories(installation.lock().getParent());
        Files.createSymbolicLink(installation.lock(), Path.of(Long.toString(killed.pid())));
        assertThat(run(javaHome(java25)).exitCode()).isZero();
        assertThat(installation.builds()).hasSize(1);
    }

    @Test
    void anInterruptedBuildStopsMavenAndLeavesNoLock() throws Exception {
        installation.maven(30);
        Process process = installation.call(javaHome(java25), installation.launcher()).start();
        while (installation.builds().isEmpty()) {
            Thread.sleep(20);
        }
        ProcessRun.signal("TERM", process);
        ProcessRun run = ProcessRun.of(process);
        assertThat(run.exitCode()).isEqualTo(143);
        assertThat(run.out()).isEmpty();
        assertThat(installation.lock()).doesNotExist();
        assertThat(ProcessHandle.of(installation.builds().getFirst()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void withoutALocaleArgumentsAreUtf8AndWithOneTheyAreTheUsers() throws Exception {
        installation.build();
        String jdk = installation.jdk("26", "26", "echo \"$LC_ALL\"").toString();
        assertThat(run(Map.of("JAVA_HOME", jdk)).out()).isEqualTo("C.UTF-8\n");
        assertThat(run(Map.of("JAVA_HOME", jdk, "LC_ALL", "C")).out()).isEqualTo("C.UTF-8\n");
        assertThat(run(Map.of("JAVA_HOME", jdk, "LC_ALL", "de_DE.UTF-8")).out()).isEqualTo("de_DE.UTF-8\n");
        assertThat(run(Map.of("JAVA_HOME", jdk, "LANG", "de_DE.UTF-8")).out()).isEqualTo("\n");
    }

    @Test
    void itTellsTheProgramWhichStreamsAreTerminals() throws Exception {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.exists(script) && OS.LINUX.isCurrentOs(), "only util-linux has a 'script' with these options");
        installation.build();
        ProcessRun run = ProcessRun
                .of(installation.call(Map.of("JAVA_HOME", java25.toString(), "SHELL", "/bin/sh"), script,
                        "-qec", "'" + installation.launcher() + "' 2>/dev/null </dev/null", "/dev/null"), "");
        assertThat(run.out()).contains("<-Dparlance.terminals=,output>");
    }
}
