package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.AttentionShape;

/**
 * Which layers attend to a sliding window, and how long that is.
 *
 * @param tokens how many tokens a token attends to in these layers, itself included
 * @param slides which layers these are
 */
record Windows(int tokens, boolean[] slides) {

    /** No layer slides. */
    static final Windows NONE = new Windows(AttentionShape.WHOLE_TEXT, new boolean[0]);

    /** Returns whether a layer slides. */
    boolean slide(int layer) {
        return layer < slides.length && slides[layer];
    }
}
