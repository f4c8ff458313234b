package dev.parlance.engine.jvm.kernel;

/** Memory that matrix products use as they like, one thread's own. */
public class Scratch {
    private final float[] floats;
    private final short[] shorts;

    /** Makes scratch of lengths that the kernels choose. */
    public Scratch(float[] floats, short[] shorts) {
        this.floats = floats;
        this.shorts = shorts;
    }

    /** Returns the floats. */
    public final float[] floats() {
        return floats;
    }

    /** Returns the shorts. */
    public final short[] shorts() {
        return shorts;
    }
}
