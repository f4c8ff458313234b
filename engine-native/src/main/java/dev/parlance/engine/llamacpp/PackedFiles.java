package dev.parlance.engine.llamacpp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a natives artifact, as its {@code files.txt} lists them: a line for each with SHA-256, size in bytes and
 * name.
 *
 * @param files the files
 * @param contentHash a name for all of the content: the first 16 hexadecimal digits of the list's SHA-256
 */
record PackedFiles(List<PackedFile> files, String contentHash) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (\\d{1,12}) ([A-Za-z0-9_][A-Za-z0-9._+-]*)");

    /** One file. */
    record PackedFile(String name, long size, String sha256) {}

    /** Opens files of the artifact by name. */
    @FunctionalInterface
    interface Source {
        /**
         * Opens a file.
         *
         * @throws IOException if it can not be read or is not there
         */
        InputStream open(String name) throws IOException;
    }

    PackedFiles {
        files = List.copyOf(files);
    }

    /**
     * Reads the list.
     *
     * @throws IOException if it is not such a list
     */
    static PackedFiles parse(byte[] list) throws IOException {
        List<PackedFile> files = new ArrayList<>();
        for (String line : new String(list, StandardCharsets.UTF_8).lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IOException(
                        "files.txt: line " + (files.size() + 1) + " is not a SHA-256, a size and a file name: " + line);
            }
            files.add(new PackedFile(matcher.group(3), Long.parseLong(matcher.group(2)), matcher.group(1)));
        }
        if (files.isEmpty()) {
            throw new IOException("files.txt lists no files");
        }
        return new PackedFiles(files, HexFormat.of().formatHex(sha256().digest(list)).substring(0, 16));
    }

    /** Whether one of the files has this name. */
    boolean has(String name) {
        return files.stream().anyMatch(file -> file.name().equals(name));
    }

    /** Returns a SHA-256 in its initial state. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
