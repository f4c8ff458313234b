package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

class PackedFilesTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @Property
    void everyListedFileIsRead(@ForAll @StringLength(min = 1, max = 40) @CharRange(from = 'a', to = 'z') String name,
            @ForAll @LongRange(min = 0, max = 999_999_999_999L) long size) throws IOException {
        PackedFiles files = parse(HASH + " " + size + " " + name + ".so\n");

        assertThat(files.files()).containsExactly(new PackedFiles.PackedFile(name + ".so", size, HASH));
        assertThat(files.has(name + ".so")).isTrue();
        assertThat(files.has(name)).isFalse();
    }

    @Test
    void anotherListHasAnotherContentHash() throws IOException {
        assertThat(parse(HASH + " 1 a.so\n").contentHash()).hasSize(16)
                .isNotEqualTo(parse(HASH + " 2 a.so\n").contentHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a.so", "0 1 a.so", HASH + " a.so", HASH + " -1 a.so", HASH + " 1 ",
            HASH + " 1 ../a.so", HASH + " 1 /a.so", HASH + " 1 b\\a.so", HASH + " 1 ..", HASH + " 1 .a.so",
            HASH + " 1 a b.so", HASH + " 9999999999999 a.so", HASH + " 1 C:a.so", HASH + " 1 a.so\n\n"})
    void whatCouldLeaveTheFolderOrIsNoListIsRefused(String list) {
        assertThatThrownBy(() -> parse(list)).isInstanceOf(IOException.class).hasMessageContaining("files.txt");
    }

    private static PackedFiles parse(String list) throws IOException {
        return PackedFiles.parse(list.getBytes(StandardCharsets.UTF_8));
    }
}
