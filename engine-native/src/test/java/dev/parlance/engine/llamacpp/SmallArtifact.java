package dev.parlance.engine.llamacpp;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What looks like a natives artifact, with libraries of a few bytes to a megabyte. */
record SmallArtifact(Map<String, byte[]> contents) implements PackedFiles.Source {
    /** Returns an artifact whose content follows from a number. */
    static SmallArtifact of(long seed) {
        Random random = new Random(seed);
        Map<String, byte[]> contents = new TreeMap<>();
        for (int size : new int[]{0, 1, 65_535, 65_536, 65_537, 1_000_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            contents.put("libggml-" + size + ".so", content);
        }
        return new SmallArtifact(contents);
    }

    /** Returns the text of its {@code files.txt}. */
    byte[] list() {
        StringBuilder list = new StringBuilder();
        contents.forEach((name, content) -> list
                .append(HexFormat.of().formatHex(PackedFiles.sha256().digest(content))).append(' ')
                .append(content.length).append(' ').append(name).append('\n'));
        return list.toString().getBytes(StandardCharsets.UTF_8);
    }

    PackedFiles files() throws IOException {
        return PackedFiles.parse(list());
    }

    @Override
    public InputStream open(String name) throws IOException {
        byte[] content = contents.get(name);
        if (content == null) {
            throw new FileNotFoundException(name + " is not in the artifact");
        }
        return new ByteArrayInputStream(content);
    }
}
