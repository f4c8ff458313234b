package dev.parlance.gguf;

import dev.parlance.ModelFormatException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model in one file, or cut by llama.cpp's gguf-split into files {@code name-00001-of-00003.gguf}: finds the parts and
 * checks that they belong together.
 */
final class SplitModel {
    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSOR_COUNT = "split.tensors.count";

    private final GgufReader.Part first;
    private final GgufLimits limits;
    private final int count;
    private final List<Path> files = new ArrayList<>();
    private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();

    /** Reads a file and, if it is the first of several, the others. */
    SplitModel(Path file, GgufLimits limits) {
        this.first = GgufReader.read(file, limits);
        this.limits = limits;
        this.count = first.metadata().contains(COUNT) ? integer(first, COUNT, GgufType.UINT16) : 1;
        if (count > limits.maxSplitCount()) {
            throw malformed(first, COUNT, "value " + count,
                    "at most " + limits.maxSplitCount() + " by GgufLimits.maxSplitCount");
        }
        add(first);
        if (count > 1) {
            addOthers();
        }
    }

    /** Returns the first part, whose metadata are those of the model. */
    GgufReader.Part first() {
        return first;
    }

    /** Returns the path of every part, in order. */
    List<Path> files() {
        return files;
    }

    /** Returns the tensors of all parts by their names, in order. */
    Map<String, GgufTensor> tensors() {
        return tensors;
    }

    private void addOthers() {
        String prefix = prefix();
        for (int number = 1; number < count; number++) {
            add(part(number, first.file().resolveSibling(prefix + suffix(number))));
        }
        int tensorCount = integer(first, TENSOR_COUNT, GgufType.INT32);
        if (tensors.size() != tensorCount) {
            throw malformed(first, TENSOR_COUNT, "value " + tensorCount,
                    "expected " + tensors.size() + ", which is what the parts have");
        }
    }

    /** Returns what the names of all parts begin with. */
    private String prefix() {
        int number = integer(first, NUMBER, GgufType.UINT16);
        String name = String.valueOf(first.file().getFileName());
        if (!name.endsWith(suffix(number))) {
            throw malformed(first, NUMBER, "value " + number, "expected a file name that ends in " + suffix(number));
        }
        String prefix = name.substring(0, name.length() - suffix(number).length());
        if (number != 0) {
            throw malformed(first, NUMBER, "value " + number,
                    "expected 0; open the first part, " + first.file().resolveSibling(prefix + suffix(0)));
        }
        return prefix;
    }

    private String suffix(int number) {
        return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number + 1, count);
    }

    private GgufReader.Part part(int number, Path file) {
        if (!Files.exists(file)) {
            throw new ModelFormatException(
                    "part " + (number + 1) + " of " + count + " is missing (expected " + file + ")");
        }
        GgufReader.Part part = GgufReader.read(file, limits);
        int actualNumber = integer(part, NUMBER, GgufType.UINT16);
        if (actualNumber != number) {
            throw malformed(part, NUMBER, "value " + actualNumber, "expected " + number);
        }
        int actualCount = integer(part, COUNT, GgufType.UINT16);
        if (actualCount != count) {
            throw malformed(part, COUNT, "value " + actualCount, "expected " + count + ", as in the first part");
        }
        return part;
    }

    private void add(GgufReader.Part part) {
        files.add(part.file());
        for (GgufTensor tensor : part.tensors()) {
            GgufTensor other = tensors.put(tensor.name(), tensor);
            if (other != null) {
                throw new ModelFormatException("tensor " + Quoted.name(tensor.name()) + ": it is there twice ("
                        + part.file() + "; expected once, but " + other.file() + " has it too)");
            }
        }
        if (tensors.size() > limits.maxTensorCount()) {
            throw new ModelFormatException(tensors.size() + " tensors in all parts (" + part.file() + "; at most "
                    + limits.maxTensorCount() + " by GgufLimits.maxTensorCount)");
        }
    }

    /** Returns an integer of exactly one type; with another, llama.cpp stops the whole process. */
    private static int integer(GgufReader.Part part, String key, GgufType type) {
        String expected = "expected a " + type.label();
        if (!part.metadata().contains(key)) {
            throw malformed(part, key, "missing", expected);
        }
        GgufValue value = part.metadata().value(key);
        if (value instanceof GgufValue.Int(GgufType actual, long number) && actual == type) {
            return (int) number;
        }
        throw malformed(part, key, "type " + value.typeName(), expected);
    }

    private static ModelFormatException malformed(GgufReader.Part part, String key, String problem, String expected) {
        return new ModelFormatException(
                "metadata key '" + key + "': " + problem + " (" + part.file() + "; " + expected + ")");
    }
}
