package dev.parlance.model.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

class StoriesModelTest {

    @Test
    void theFileHoldsWhatTheJarHolds() throws IOException {
        Path file = StoriesModel.file();
        try (InputStream in = StoriesModel.open()) {
            assertThat(file).hasBinaryContent(in.readAllBytes());
        }
        assertThat(StoriesModel.file()).isEqualTo(file);
        assertThat(Files.size(file)).isLessThan(5_000_000);
    }

    @Test
    void aSpoiledFileIsWrittenAgain() throws IOException {
        Path file = StoriesModel.file();
        byte[] right = Files.readAllBytes(file);
        Files.write(file, new byte[]{1, 2, 3});

        assertThat(StoriesModel.file()).isEqualTo(file).hasBinaryContent(right);
    }
}
