package dev.parlance.chat.jinja;

/** Text each of whose characters is known to come from the template or from the conversation. */
public final class MarkedText {

    /** Is shown the runs of a text. */
    public interface Visitor {
        /**
         * Is shown the next longest run of characters of one origin.
         *
         * @param foreign whether it came from the conversation
         */
        void run(String text, boolean foreign);
    }

    private final Text text;

    MarkedText(Text text) {
        this.text = text;
    }

    /** Shows all runs, from the first to the last. */
    public void forEachRun(Visitor visitor) {
        int begin = 0;
        for (int end = 1; end <= text.length(); end++) {
            boolean foreign = Text.isForeign(text.marked(begin));
            if (end == text.length() || Text.isForeign(text.marked(end)) != foreign) {
                visitor.run(text.slice(begin, end).toString(), foreign);
                begin = end;
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
