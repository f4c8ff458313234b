package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.FormatMix;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomModel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A random model and a random way through a random text.
 *
 * @param variant in which way the model differs from the plain one of its architecture
 * @param tokens 1 to several hundred
 * @param cuts where the text is cut, ascending, the last at its end
 */
record Case(RandomArchitecture architecture, ModelSizes sizes, String variant, long seed, int tokens,
        List<Integer> cuts) {
    private static final String ALL_EXPERTS = "all experts";
    private static final int LONGEST = 400;
    private static final int LONGEST_OF_SHORT = 60;

    /** Draws one with a text of several hundred tokens. */
    static Case ofLongText(RandomArchitecture architecture, WeightFormat format, int layers, Random random) {
        return of(architecture, format, layers, random.nextInt(LONGEST / 2, LONGEST + 1), random);
    }

    /** Draws one with a text of a few tokens. */
    static Case ofShortText(RandomArchitecture architecture, WeightFormat format, int layers, Random random) {
        return of(architecture, format, layers, 1 + random.nextInt(LONGEST_OF_SHORT), random);
    }

    /** Draws one whose rows hold whole blocks of a format. */
    private static Case of(RandomArchitecture architecture, WeightFormat format, int layers, int tokens,
            Random random) {
        List<String> variants = new ArrayList<>(architecture.variants().keySet());
        TreeSet<Integer> cuts = new TreeSet<>(List.of(tokens));
        for (int i = random.nextInt(3) == 0 ? 4 : 0; i > 0; i--) {
            cuts.add(1 + random.nextInt(tokens));
        }
        return new Case(architecture, sizes(format.type().blockLength(), layers, random),
                variants.get(random.nextInt(variants.size())), random.nextLong(), tokens, List.copyOf(cuts));
    }

    /** Returns sizes whose rows hold whole blocks; without blocks any, and mostly odd ones. */
    private static ModelSizes sizes(int block, int layers, Random random) {
        int vocabulary = 3 + random.nextInt(400);
        if (block > 64) { // the heads together hold whole blocks
            int headSize = 32 << random.nextInt(3);
            int heads = block / headSize;
            int kvHeads = heads >> random.nextInt(3);
            return new ModelSizes(vocabulary, block, layers, heads, Math.max(1, kvHeads), headSize, block);
        }
        int kvHeads = 1 + random.nextInt(3);
        int heads = kvHeads * (1 + random.nextInt(3));
        int headSize = block == 1 ? 2 * (1 + random.nextInt(24)) : block * (1 + random.nextInt(2));
        return new ModelSizes(vocabulary, size(block, random), layers, heads, kvHeads, headSize, size(block, random));
    }

    private static int size(int block, Random random) {
        return block == 1 ? 8 + random.nextInt(150) : block * (1 + random.nextInt(192 / block));
    }

    /** Returns the same with a model whose tokens go through all experts, so that there is nothing to choose. */
    Case withAllExperts() {
        return new Case(architecture, sizes, ALL_EXPERTS, seed, tokens, cuts);
    }

    /** Returns the model with its matrices in one format, as a mix has them, or in several formats in turn. */
    RandomModel model(Agreement.Weights weights) {
        FormatMix mix = weights.mix();
        if (mix == null && weights.formats().size() > 1) { // with all optional tensors
            RandomModel model = RandomModel.mixed(architecture, sizes, weights.formats(), seed);
            return variant.equals(ALL_EXPERTS) ? architecture.variants().get(variant).apply(model) : model;
        }
        WeightFormat format = mix == null ? weights.formats().getFirst() : F32.INSTANCE;
        RandomModel model = architecture.variants().get(variant)
                .apply(new RandomModel(architecture, sizes, format, seed));
        return mix == null ? model : model.mixed(mix);
    }
}
