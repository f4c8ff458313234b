package dev.parlance.training.loop;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import dev.parlance.training.model.Decoder;
import dev.parlance.training.model.Evaluation;
import dev.parlance.training.model.Parameters;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Trains a model: AdamW, a warm-up and a cosine of the learning rate, clipped gradients, checkpoints. Without randomness of
 * its own; a run that was killed and resumed gives the same bits as one that was not. Not thread-safe.
 */
public final class Trainer {
    private final Decoder model;
    private final Batches training;
    private final Batches validation;
    private final Recipe recipe;
    private final TensorVector parameters;
    private final AdamW optimizer;
    private long step;

    /**
     * Prepares a run.
     *
     * @param model what learns
     * @param training what it learns from
     * @param validation what it is measured on, all of it
     */
    public Trainer(Decoder model, Batches training, Batches validation, Recipe recipe) {
        this.model = model;
        this.training = training;
        this.validation = validation;
        this.recipe = recipe;
        this.parameters = model.parameters().all();
        this.optimizer = optimizer();
    }

    private AdamW optimizer() {
        AdamW adamW = new AdamW(model.parameters().ofRank(2), options(recipe.weightDecay()));
        adamW.add_param_group(new OptimizerParamGroup(model.parameters().ofRank(1), options(0)));
        return adamW;
    }

    private AdamWOptions options(double weightDecay) {
        AdamWOptions options = new AdamWOptions(recipe.learningRate());
        options.betas().put(0, 0.9).put(1, 0.95);
        options.weight_decay().put(weightDecay);
        return options;
    }

    /** Returns the number of steps done. */
    public long step() {
        return step;
    }

    /**
     * Trains to the end, beginning with the checkpoint if there is one.
     *
     * @param checkpoint where the checkpoint is or will be
     * @param progress is told after every step
     * @throws TrainingException if the checkpoint does not fit, or the loss diverges
     */
    public void run(Path checkpoint, Consumer<Progress> progress) throws IOException {
        if (Files.exists(checkpoint)) {
            step = Checkpoint.read(checkpoint, model, optimizer, description());
        }
        long start = System.nanoTime();
        long first = step;
        while (step < recipe.steps()) {
            double loss = trainOneStep();
            OptionalDouble validationLoss = due(recipe.evaluateEvery())
                    ? OptionalDouble.of(validationLoss())
                    : OptionalDouble.empty();
            double seconds = (System.nanoTime() - start) / 1e9;
            double rate = (step - first) * training.tokensPerBatch() / seconds;
            progress.accept(new Progress(step, recipe.steps(), loss, validationLoss, rate,
                    Duration.ofSeconds((long) ((recipe.steps() - step) * training.tokensPerBatch() / rate))));
            if (due(recipe.checkpointEvery())) {
                Checkpoint.write(checkpoint, model, optimizer, step, description());
            }
        }
    }

    private boolean due(int every) {
        return step % every == 0 || step == recipe.steps();
    }

    /** What has to be the same for a checkpoint to fit. */
    private String description() {
        return model.metadata() + ", " + recipe + ", batches of " + training.tokensPerBatch() + " tokens, "
                + training.perEpoch() + " an epoch";
    }

    private double trainOneStep() {
        try (var _ = new PointerScope()) {
            for (long group = 0; group < optimizer.param_groups().size(); group++) {
                optimizer.param_groups().get(group).options().set_lr(recipe.rate(step));
            }
            Tensor loss = loss(training.batch(step));
            double value = loss.item_double();
            if (!Double.isFinite(value)) {
                throw new TrainingException("the loss is " + value + " at step " + step
                        + ": the run has diverged; take a lower learning rate than " + recipe.learningRate());
            }
            optimizer.zero_grad();
            loss.backward();
            clip_grad_norm_(parameters, recipe.clip());
            optimizer.step();
            step++;
            return value;
        }
    }

    /** Returns the mean loss over the validation set, in nats a token. */
    public double validationLoss() {
        double sum = 0;
        for (int i = 0; i < validation.perEpoch(); i++) {
            try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
                sum += loss(validation.batch(i)).item_double();
            }
        }
        return sum / validation.perEpoch();
    }

    /** The mean over what is to be learned, by weight. Logits are made only where something is. */
    private Tensor loss(Batches.Batch batch) {
        Tensor hidden = model.hidden(Evaluation.ids(batch.tokens(), batch.rows())).flatten(0, 1);
        Tensor logits = model.logits(hidden.index_select(0, Evaluation.ids(batch.learned(), 1).flatten()));
        Tensor losses = cross_entropy_loss(logits, Evaluation.ids(batch.targets(), 1).flatten(), new TensorOptional(),
                0 /* each */, -1, 0);
        Tensor weights = Parameters.tensor(batch.weights(), batch.weights().length);
        return losses.dot(weights).div(weights.sum());
    }
}
