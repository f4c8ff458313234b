package dev.parlance.cli;

import dev.parlance.LoadPlan;
import dev.parlance.MemoryEstimate;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufMetadata;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.TensorType;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code info} prints for people. */
final class InfoText {
    private static final int LONGEST_VALUE = 100;

    private InfoText() {}

    static String of(GgufFile file, LoadPlan plan) {
        return summary(file) + engines(plan) + plan.memory().map(InfoText::memory).orElse("")
                + metadata(file.metadata()) + tensors(file);
    }

    private static String summary(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);
        table.row("  file", file.files().stream().map(Path::toString).collect(Collectors.joining(", ")));
        table.row("  format", "GGUF version " + file.version());
        table.row("  architecture", Visible.escape(metadata.string("general.architecture", "none")));
        table.row("  parameters", String.format(Locale.ROOT, "%,d",
                file.tensors().stream().mapToLong(GgufTensor::elements).sum()));
        table.row("  weights", weights(file));
        return "model " + Visible.escape(metadata.string("general.name", "without a name")) + "\n" + table;
    }

    /** Returns the size in every format, the largest first. */
    private static String weights(GgufFile file) {
        Map<TensorType, Long> byType = new EnumMap<>(TensorType.class);
        file.tensors().forEach(tensor -> byType.merge(tensor.type(), tensor.byteSize(), Long::sum));
        String parts = byType.entrySet().stream().sorted(Map.Entry.<TensorType, Long>comparingByValue().reversed())
                .map(entry -> entry.getKey() + " " + Bytes.text(entry.getValue())).collect(Collectors.joining(", "));
        return parts.isEmpty() ? "none" : parts;
    }

    private static String engines(LoadPlan plan) {
        if (plan.candidates().isEmpty()) {
            return "engines\n  none on the class path\n";
        }
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT, Table.Align.LEFT);
        for (LoadPlan.Candidate candidate : plan.candidates()) {
            boolean chosen = candidate.supported() && plan.engine().equals(Optional.of(candidate.engine()));
            table.row("  " + candidate.engine(), chosen ? "chosen" : candidate.supported() ? "possible" : "declines",
                    candidate.explanation());
        }
        return "engines\n" + table;
    }

    private static String memory(MemoryEstimate memory) {
        Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT);
        table.row("  weights", Bytes.text(memory.weightBytes()));
        table.row("  cache of a session", Bytes.text(memory.cacheBytesPerSession()));
        table.row("  other, about", Bytes.text(memory.scratchBytes()));
        table.row("  with one session", Bytes.text(memory.total(1)));
        return "memory needed\n" + table;
    }

    private static String metadata(GgufMetadata metadata) {
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT, Table.Align.LEFT);
        for (String key : metadata.keys()) {
            table.row("  " + Visible.escape(key), metadata.value(key).typeName(),
                    abbreviate(Visible.escape(metadata.value(key).toString())));
        }
        return "metadata: " + metadata.keys().size() + "\n" + table;
    }

    private static String tensors(GgufFile file) {
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT, Table.Align.LEFT, Table.Align.RIGHT);
        for (GgufTensor tensor : file.tensors()) {
            String shape = tensor.dimensions().stream().map(Object::toString).collect(Collectors.joining(" x "));
            table.row("  " + Visible.escape(tensor.name()), tensor.type().toString(), shape,
                    Bytes.text(tensor.byteSize()));
        }
        return "tensors: " + file.tensors().size() + "\n" + table;
    }

    private static String abbreviate(String value) {
        return value.codePointCount(0, value.length()) <= LONGEST_VALUE
                ? value
                : value.substring(0, value.offsetByCodePoints(0, LONGEST_VALUE)) + " ...";
    }
}
