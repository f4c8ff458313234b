package dev.parlance.training.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The course of a run as a file of lines {@code step,loss,validationLoss}; the last is empty where it was not measured. A
 * run that is resumed goes on in the same file.
 */
public final class TrainingLog {
    private static final String HEADER = "step,loss,validation_loss";

    private final Path file;

    /** One line; a validation loss that was not measured is NaN. */
    public record Entry(long step, double loss, double validationLoss) {}

    /** Goes on with a file, or begins it. */
    public TrainingLog(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) {
            Files.writeString(file, HEADER + "\n");
        }
    }

    /** Adds a line. */
    public void add(Progress progress) {
        String validation = progress.validationLoss().isPresent()
                ? String.format(Locale.ROOT, "%.5f", progress.validationLoss().getAsDouble())
                : "";
        try {
            Files.writeString(file,
                    String.format(Locale.ROOT, "%d,%.5f,%s%n", progress.step(), progress.loss(), validation),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all entries by step; of a step that was done twice, the last. */
    public List<Entry> entries() throws IOException {
        var byStep = new java.util.TreeMap<Long, Entry>();
        for (String line : Files.readAllLines(file)) {
            if (!line.equals(HEADER)) {
                String[] fields = line.split(",", -1);
                byStep.put(Long.valueOf(fields[0]), new Entry(Long.parseLong(fields[0]), Double.parseDouble(fields[1]),
                        fields[2].isEmpty() ? Double.NaN : Double.parseDouble(fields[2])));
            }
        }
        return new ArrayList<>(byStep.values());
    }
}
