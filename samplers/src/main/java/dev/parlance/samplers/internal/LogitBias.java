package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds a number to the logits of some tokens (OpenAI's API): l<sub>i</sub> + bias<sub>i</sub>.
 *
 * @param biases by token id; finite, or negative infinity, which forbids the token
 */
public record LogitBias(SortedMap<Integer, Float> biases) implements Sampler {
    private static final String NAME = "logit-bias";
    private static final SamplerParameter<List<String>> BIASES = SamplerParameter.texts("biases",
            "token ids with what is added to their logits, such as 123:-2.5|456:-inf; -inf forbids");
    private static final String FORBIDDEN = "-inf";

    public LogitBias {
        biases.forEach((token, bias) -> {
            if (token < 0 || !(bias < Float.POSITIVE_INFINITY)) {
                throw bad(token + ":" + bias);
            }
        });
        biases = Collections.unmodifiableSortedMap(new TreeMap<>(biases));
    }

    private static IllegalArgumentException bad(String entry) {
        return new IllegalArgumentException("biases: '" + entry + "', expected a token id of at least 0, a colon, and a"
                + " finite number or " + FORBIDDEN);
    }

    @Override
    public State newState(SamplingContext context) {
        int size = context.tokenizer().size();
        if (!biases.isEmpty() && biases.lastKey() >= size) {
            throw new IllegalArgumentException(
                    NAME + ": token " + biases.lastKey() + ", but the vocabulary has ids from 0"
                            + " to " + (size - 1));
        }
        int[] tokens = biases.keySet().stream().mapToInt(Integer::intValue).toArray();
        double[] added = biases.values().stream().mapToDouble(Float::doubleValue).toArray();
        return new Stateless(() -> candidates -> apply(candidates, tokens, added));
    }

    private static void apply(Candidates candidates, int[] tokens, double[] added) {
        candidates.sortByToken(); // for a quick look-up
        for (int i = 0; i < tokens.length; i++) {
            int index = candidates.indexOf(tokens[i]);
            if (index >= 0) {
                float logit = (float) (candidates.logit(index) + added[i]);
                candidates.setLogit(index, Float.isNaN(logit) ? Float.NEGATIVE_INFINITY : logit); // forbidden, though forced
            }
        }
    }

    @Override
    public String toString() {
        return NAME + "=" + String.join("|", biases.entrySet().stream().map(entry -> entry.getKey() + ":"
                + (Float.isInfinite(entry.getValue()) ? FORBIDDEN : entry.getValue())).toList());
    }

    private static LogitBias parse(List<String> entries) {
        Map<Integer, Float> biases = new HashMap<>();
        for (String entry : entries) {
            String[] parts = entry.split(":", -1);
            try {
                Integer token = Integer.valueOf(parts[0].strip());
                if (parts.length != 2 || biases.put(token, number(parts[1].strip())) != null) {
                    throw bad(entry);
                }
            } catch (NumberFormatException e) {
                throw bad(entry);
            }
        }
        return new LogitBias(new TreeMap<>(biases));
    }

    private static float number(String text) {
        return text.equals(FORBIDDEN) ? Float.NEGATIVE_INFINITY : Float.parseFloat(text);
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "adds numbers to the logits of some tokens, or forbids them";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(BIASES);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return parse(arguments.get(BIASES));
        }
    }
}
