package dev.parlance.tokenizers;

/** What becomes of the matches of a pattern that cuts text; unlike with other splitters, text can be left out. */
enum Behavior {
    /** They are left out. */
    REMOVED("Removed"),
    /** They are parts. */
    ISOLATED("Isolated"),
    /** They end the part before. */
    MERGED_WITH_PREVIOUS("MergedWithPrevious"),
    /** They begin the part after. */
    MERGED_WITH_NEXT("MergedWithNext"),
    /** They are parts, neighbours together. */
    CONTIGUOUS("Contiguous");

    private final String name;

    Behavior(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Reads the behaviour of a pre-tokenizer. */
    static Behavior read(JsonPart part) {
        for (Behavior behavior : values()) {
            if (behavior.name.equals(part.string())) {
                return behavior;
            }
        }
        throw part.wrong("is '" + part.string()
                + "'; known are Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous");
    }

    /**
     * Returns what cuts text so.
     *
     * @param inverted whether what is between matches counts as a match, and the matches as what is between
     */
    Splitter cutting(Finder finder, boolean inverted) {
        if (this == ISOLATED && !inverted && finder instanceof Alternation alternation) {
            return alternation;
        }
        return (text, from, to, parts) -> {
            Cutter cutter = new Cutter(from, parts);
            finder.find(text, from, to, (begin, end) -> {
                if (cutter.done < begin) {
                    cutter.piece(begin, inverted);
                }
                cutter.piece(end, !inverted);
            });
            if (cutter.done < to) {
                cutter.piece(to, inverted);
            }
            cutter.flush();
        };
    }

    /** Puts the pieces of a text together to parts. */
    private final class Cutter {
        private final Splitter.Parts parts;
        private int done;
        private int partBegin;
        private boolean afterMatch;

        Cutter(int from, Splitter.Parts parts) {
            this.parts = parts;
            done = from;
            partBegin = from;
        }

        /** Takes what comes next, up to an index. */
        void piece(int end, boolean match) {
            switch (Behavior.this) {
                case REMOVED -> {
                    flush();
                    if (match) {
                        partBegin = end;
                    }
                }
                case ISOLATED -> flush();
                case CONTIGUOUS -> {
                    if (match != afterMatch) {
                        flush();
                    }
                }
                case MERGED_WITH_PREVIOUS -> {
                    if (!match || afterMatch) {
                        flush();
                    }
                }
                case MERGED_WITH_NEXT -> {
                    if (match || !afterMatch) {
                        flush();
                    }
                }
            }
            afterMatch = match;
            done = end;
        }

        /** Hands out the part that has ended. */
        void flush() {
            if (partBegin < done) {
                parts.accept(partBegin, done);
            }
            partBegin = Math.max(partBegin, done);
        }
    }
}
