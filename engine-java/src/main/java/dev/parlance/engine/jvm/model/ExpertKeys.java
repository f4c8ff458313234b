package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Experts;
import dev.parlance.engine.jvm.nn.GatedActivation;
import dev.parlance.engine.jvm.nn.MatMul;
import dev.parlance.engine.jvm.nn.Router;

/**
 * What a model's metadata say of its experts.
 *
 * @param count how many there are in a layer
 * @param used how many a token goes through
 * @param hidden the width of each
 */
record ExpertKeys(int count, int used, int hidden) {

    /** Takes the experts of a block. */
    Experts.Layer take(Weights w, Sizes s) {
        return new Experts.Layer(
                w.linear("ffn_gate_inp", count, s.width()),
                w.linears("ffn_gate_exps", count, hidden, s.width()),
                w.linears("ffn_up_exps", count, hidden, s.width()),
                w.linears("ffn_down_exps", count, s.width(), hidden));
    }

    /** Returns how many intermediate results of a token there are. */
    long scratchColumns(Sizes s) {
        return count + (long) used * (3L * s.width() + 2L * hidden);
    }

    /** Makes the operator. */
    Experts experts(Router.Shares shares, GatedActivation activation, MatMul matMul, Sizes s, Compute compute) {
        return new Experts(compute.pool(), matMul, shares, activation, compute.maxRows(), s.width(), hidden, count,
                used);
    }
}
