package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Linear;

/** The maps of an attention's input to queries, keys and values. */
record Qkv(
        Linear q, // (heads * headSize, width)
        Linear k, // (kvHeads * headSize, width)
        Linear v) { // (kvHeads * headSize, width)

    /** Takes the maps of a block, which in a file are three or one for all, each with a bias or without. */
    static Qkv take(Weights w, Sizes s) {
        if (!w.contains("attn_qkv.weight")) {
            return new Qkv(w.linear("attn_q", s.queryColumns(), s.width()),
                    w.linear("attn_k", s.kvColumns(), s.width()), w.linear("attn_v", s.kvColumns(), s.width()));
        }
        return split(w.linear("attn_qkv", s.queryColumns() + 2 * s.kvColumns(), s.width()), s);
    }

    /** Returns the parts of a map to queries, keys and values in one. */
    static Qkv split(Linear fused, Sizes s) {
        return new Qkv(fused.part(0, s.queryColumns()), fused.part(s.queryColumns(), s.kvColumns()),
                fused.part(s.queryColumns() + s.kvColumns(), s.kvColumns()));
    }
}
