package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({"Linux, amd64, linux-x64", "Linux, aarch64, linux-arm64", "Mac OS X, aarch64, mac-arm64",
            "Mac OS X, x86_64, mac-x64", "Windows 11, amd64, win-x64", "Windows Server 2022, aarch64, win-arm64",
            "FreeBSD, amd64, freebsd-x64", "Linux, riscv64, linux-riscv64"})
    void javasNamesAreThoseOfTheArtifacts(String osName, String osArch, String name) {
        assertThat(Platform.of(osName, osArch, false).name()).isEqualTo(name);
    }

    @Test
    void muslIsSeenByTheLoaderInTheProcess(@TempDir Path folder) throws IOException {
        Path musl = Files.writeString(folder.resolve("musl"), """
                7f00-7f01 r-xp 0 08:01 1 /usr/lib/libjvm.so
                7f02-7f03 r-xp 0 08:01 2 /lib/ld-musl-x86_64.so.1
                """);
        Path glibc = Files.write(folder.resolve("glibc"),
                "7f00-7f01 r-xp 0 08:01 1 /home/\u00e9/ld-linux-x86-64.so.2\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(Platform.usesMusl(musl)).isTrue();
        assertThat(Platform.usesMusl(glibc)).isFalse();
        assertThat(Platform.usesMusl(folder.resolve("none"))).isFalse();
    }
}
