package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;
import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * For filling a gap in a text, where it matters to end in time (llama.cpp's sampler of this name, whose rules these are).
 * Of n candidates with p<sub>end</sub> the probability of all end tokens together:
 *
 * <ol>
 * <li>If 3 n p<sub>end</sub> &gt; 1 - p<sub>end</sub>, only end tokens stay.
 * <li>Of two tokens of which one begins with the text of the other, the more probable one takes the probability of both,
 * and the other goes; the most probable tokens are compared with all others first.
 * <li>Text tokens of less than {@value #LEAST} go. If none is left, only end tokens stay, or without any the best candidate.
 * <li>With probabilities divided by what is left, of k text tokens those of less than 1 / (k + 1) go.
 * </ol>
 *
 * <p>End tokens stay in the last two steps. It belongs behind top-k and top-p: only the {@value #CONSIDERED} best are
 * considered, and others go after the first step.
 */
public record Infill() implements Sampler {
    private static final String NAME = "infill";
    private static final int CONSIDERED = 256;
    private static final double LEAST = 0.2;

    @Override
    public State newState(SamplingContext context) {
        return new Filling(context.tokenizer(),
                context.endTokens().stream().mapToInt(Integer::intValue).sorted().toArray());
    }

    private static final class Filling implements State {
        private final Tokenizer tokenizer;
        private final int[] endTokens;
        private final Candidates.IndexPredicate ends = this::isEnd;
        private final Candidates.IndexPredicate chosen = this::isChosen;

        /** The best candidates with the probabilities that they have after merging, 0 for those that go. */
        private final int[] tokens = new int[CONSIDERED];
        private final double[] probabilities = new double[CONSIDERED];
        private int count;
        private double leastChosen;

        /** The bytes of tokens that were looked at, by id. */
        private byte[][] bytes = new byte[0][];
        private boolean[] looked = new boolean[0];
        private @Nullable Candidates candidates;

        Filling(Tokenizer tokenizer, int[] endTokens) {
            this.tokenizer = tokenizer;
            this.endTokens = endTokens;
        }

        @Override
        public void apply(Candidates given) {
            if (!SoftMax.isChoice(given)) {
                return;
            }
            candidates = given;
            double sum = given.weigh();
            double end = 0;
            for (int token : endTokens) {
                int index = given.indexOf(token);
                end += index < 0 ? 0 : given.weight(index) / sum;
            }
            if (3 * end * given.size() > 1 - end) {
                given.keepIf(ends);
            } else {
                given.keepBest(CONSIDERED);
                given.weigh(); // the same weights, for the best is still the best
                count = given.copyBest(tokens);
                int ending = 0;
                for (int i = 0; i < count; i++) {
                    probabilities[i] = given.weight(given.indexOf(tokens[i])) / sum;
                    ending += isEndToken(tokens[i]) ? 1 : 0;
                }
                merge();
                choose(given, ending);
            }
            candidates = null;
        }

        /** Adds the probabilities of tokens to that of one of which the text begins like theirs, or theirs like its. */
        private void merge() {
            for (int i = 0; i < count; i++) {
                byte[] prefix = bytesOf(tokens[i]);
                for (int j = 0; j < count && prefix.length > 0 && probabilities[i] > 0; j++) {
                    if (i != j && probabilities[j] > 0 && beginsWith(bytesOf(tokens[j]), prefix)) {
                        int to = probabilities[j] > probabilities[i] ? j : i;
                        int from = i + j - to;
                        probabilities[to] += probabilities[from];
                        probabilities[from] = 0;
                    }
                }
            }
        }

        private static boolean beginsWith(byte[] bytes, byte[] prefix) {
            return prefix.length <= bytes.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
        }

        private byte[] bytesOf(int token) {
            if (token >= bytes.length) {
                int room = Math.max(token + 1, 2 * bytes.length);
                bytes = Arrays.copyOf(bytes, room);
                looked = Arrays.copyOf(looked, room);
            }
            if (!looked[token]) {
                looked[token] = true;
                bytes[token] = tokenizer.bytes(token);
            }
            return bytes[token];
        }

        private void choose(Candidates given, int ending) {
            double sum = 0;
            int texts = 0;
            for (int i = 0; i < count; i++) {
                boolean end = isEndToken(tokens[i]);
                if (end || probabilities[i] >= LEAST) {
                    sum += probabilities[i];
                    texts += end ? 0 : 1;
                }
            }
            if (texts > 0) {
                leastChosen = Math.max(LEAST, sum / (texts + 1));
                given.keepIf(chosen);
            } else if (ending > 0) {
                given.keepIf(ends);
            } else {
                given.keepBest(1);
            }
        }

        private boolean isChosen(int index) {
            int token = Objects.requireNonNull(candidates).token(index);
            if (isEndToken(token)) {
                return true;
            }
            for (int i = 0; i < count; i++) {
                if (tokens[i] == token) {
                    return probabilities[i] >= leastChosen;
                }
            }
            return false;
        }

        private boolean isEnd(int index) {
            return isEndToken(Objects.requireNonNull(candidates).token(index));
        }

        private boolean isEndToken(int token) {
            return Arrays.binarySearch(endTokens, token) >= 0;
        }

        @Override
        public State copy() {
            return new Filling(tokenizer, endTokens);
        }
    }

    @Override
    public String toString() {
        return NAME;
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "for filling a gap: ends in time, and takes tokens that begin alike for one; wants top-k and top-p before it";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of();
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Infill();
        }
    }
}
