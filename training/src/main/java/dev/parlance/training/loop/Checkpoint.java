package dev.parlance.training.loop;

import dev.parlance.training.model.Decoder;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * All that a run needs to go on bit by bit as if it had not stopped: weights, optimiser, step. The file is an archive of
 * PyTorch. It is written beside its place and moved there, so that a kill leaves the last whole one.
 */
final class Checkpoint {
    private Checkpoint() {}

    /**
     * Writes one.
     *
     * @param run what distinguishes the run; only the same run can read it
     */
    static void write(Path file, Decoder model, Optimizer optimizer, long step, String run) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (var _ = new PointerScope();
                OutputArchive archive = new OutputArchive();
                OutputArchive optimizerState = new OutputArchive()) {
            archive.write("run", new IValue(run));
            archive.write("step", new IValue(step));
            model.parameters().tensors().forEach((name, tensor) -> archive.write(key(name), tensor.detach()));
            optimizer.save(optimizerState);
            archive.write("optimizer", optimizerState);
            archive.save_to(temporary.toString());
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads one into a model and an optimiser.
     *
     * @return the step
     * @throws TrainingException if it is damaged or of another run
     */
    static long read(Path file, Decoder model, Optimizer optimizer, String run) {
        try (var _ = new PointerScope();
                InputArchive archive = new InputArchive();
                InputArchive optimizerState = new InputArchive();
                var _ = new NoGradGuard()) {
            archive.load_from(file.toString());
            IValue value = new IValue();
            archive.read("run", value);
            String found = value.toStringRef().getString();
            if (!found.equals(run)) {
                throw new TrainingException("checkpoint '" + file + "' is of another run: found " + found
                        + ", expected " + run + "; delete it or choose another folder");
            }
            for (Map.Entry<String, Tensor> parameter : model.parameters().tensors().entrySet()) {
                Tensor stored = new Tensor();
                archive.read(key(parameter.getKey()), stored);
                parameter.getValue().copy_(stored);
            }
            archive.read("optimizer", optimizerState);
            optimizer.load(optimizerState);
            archive.read("step", value);
            return value.toInt();
        } catch (TrainingException e) {
            throw e;
        } catch (RuntimeException e) { // PyTorch's exceptions have no type of their own
            throw new TrainingException("checkpoint '" + file + "' can not be read: " + firstLine(e)
                    + "; delete it to begin anew", e);
        }
    }

    /** A name in an archive has no dots. */
    private static String key(String name) {
        return name.replace('.', '/');
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
