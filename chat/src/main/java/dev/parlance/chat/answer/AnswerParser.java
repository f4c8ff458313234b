package dev.parlance.chat.answer;

import dev.parlance.chat.ChatEvent;
import dev.parlance.chat.ToolCall;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/**
 * Takes an answer apart while it is written. What may be the beginning of a marker is held back until it is clear, so
 * that events do not depend on how the text is cut. White space around a section belongs to neither side.
 */
public final class AnswerParser {
    /** What begins a turn of a model that may name whom it speaks to right behind it. */
    private static final String TURN = "<|start|>assistant";

    private final AnswerFormat format;
    private final ToolCallReader reader;
    private final Consumer<ChatEvent> events;

    /** What was not told yet: text, or in a section of calls all of it so far. */
    private final StringBuilder pending = new StringBuilder();

    /** White space that belongs to the answer if more of the same kind follows it. */
    private final StringBuilder space = new StringBuilder();

    private @Nullable Section section;
    private boolean atStart = true;
    private boolean skipSpace;
    private boolean bare;
    private boolean saidText;

    /** Whether a message has ended, so that more text is another one. */
    private boolean newParagraph;

    /** How much of a section of calls is known to hold no end that completes it. */
    private int searched;

    /**
     * Begins an answer.
     *
     * @param prompt the text that the model goes on from, which may have begun its reasoning
     * @param reader reads tool calls
     * @param events is told the parts
     */
    public AnswerParser(AnswerFormat format, String prompt, ToolCallReader reader, Consumer<ChatEvent> events) {
        this.format = format;
        this.reader = reader;
        this.events = events;
        this.section = format.openReasoning(prompt);
        this.skipSpace = section != null;
        if (section == null && prompt.endsWith(TURN) && format.sections().stream().anyMatch(
                known -> known.begin().equals(TURN))) {
            pending.append(TURN); // the model goes on with what may be a marker together with it
        }
    }

    /** Takes the next piece of the answer. */
    public void append(String text) {
        pending.append(text);
        while (step()) {
        }
    }

    /** Takes a control token, which is nothing to read unless it is a part of a marker. */
    public void appendControl(String piece) {
        if (format.sections().stream().anyMatch(known -> known.begin().contains(piece) || known.end().contains(piece))
                || (section != null && section.kind() == Section.Kind.CALLS)) {
            append(piece);
        }
    }

    /** Ends the answer: whatever was held back is told as what it is then. */
    public void end() {
        Section open = section;
        if (open != null && open.kind() == Section.Kind.CALLS) {
            List<ToolCall> calls = reader.read(callBody(open, pending.toString()));
            if (calls.isEmpty()) {
                section = null;
                skipSpace = false;
                tell(bare ? pending.toString() : open.begin() + pending);
            } else {
                space.setLength(0);
                calls.forEach(call -> events.accept(new ChatEvent.Call(call)));
            }
        } else if (open != null || !isSilent(pending)) {
            tell(pending.toString());
        }
        pending.setLength(0);
        if (section == null && !skipSpace && !space.isEmpty()) {
            events.accept(new ChatEvent.Text(space.toString()));
        }
        space.setLength(0);
    }

    private boolean isSilent(CharSequence text) {
        return format.sections().stream().anyMatch(
                known -> known.kind() == Section.Kind.SILENT && known.begin().contentEquals(text));
    }

    /** Does what can be done with what is there; returns whether there may be more to do. */
    private boolean step() {
        Section open = section;
        if (open == null) {
            return text();
        }
        return open.kind() == Section.Kind.CALLS ? calls(open) : reasoning(open);
    }

    private boolean text() {
        if (atStart && format.bareCalls() && beginsBareCall()) {
            return true;
        }
        Section next = null;
        int at = pending.length();
        for (Section known : format.sections()) {
            int found = pending.indexOf(known.begin());
            boolean better = found >= 0 && (found < at
                    || (found == at && next != null && known.begin().length() > next.begin().length()));
            if (better) {
                next = known;
                at = found;
            }
        }
        int certain = certain(pending, format.sections().stream().map(Section::begin).toList());
        // What is a marker may be the beginning of a longer one.
        if (next == null || certain < at || (certain == at && at < pending.length())) {
            tell(take(certain));
            return false;
        }
        tell(take(at));
        pending.delete(0, next.begin().length());
        enter(next);
        return true;
    }

    /** Returns whether the answer begins as a JSON object; until that is clear, nothing else is done. */
    private boolean beginsBareCall() {
        String stripped = pending.toString().stripLeading();
        if (stripped.isEmpty()) {
            return false;
        }
        atStart = false;
        if (stripped.charAt(0) != '{') {
            return false;
        }
        bare = true;
        String whole = skipSpace ? stripped : space.toString() + pending;
        pending.setLength(0);
        pending.append(whole);
        space.setLength(0);
        enter(new Section(Section.Kind.CALLS, "", ""));
        return true;
    }

    private void enter(Section next) {
        atStart = false;
        searched = 0;
        if (next.kind() != Section.Kind.CALLS) { // before what is no call after all it is kept
            space.setLength(0);
        }
        newParagraph |= next.begin().equals("<|end|>");
        skipSpace = true;
        section = next.kind() == Section.Kind.SILENT ? null : next;
    }

    private void leave() {
        section = null;
        searched = 0;
        space.setLength(0);
        skipSpace = true;
    }

    private boolean reasoning(Section open) {
        int at = pending.indexOf(open.end());
        if (at < 0) {
            tell(take(certain(pending, List.of(open.end()))));
            return false;
        }
        tell(take(at));
        pending.delete(0, open.end().length());
        leave();
        return true;
    }

    private boolean calls(Section open) {
        if (open.end().isEmpty()) {
            return false;
        }
        int at = pending.indexOf(open.end(), searched);
        if (at < 0) {
            searched = Math.max(searched, pending.length() - open.end().length() + 1);
            return false;
        }
        List<ToolCall> calls = reader.read(callBody(open, pending.substring(0, at)));
        if (calls.isEmpty()) {
            searched = at + 1; // the marker may be a part of an argument
            return true;
        }
        calls.forEach(call -> events.accept(new ChatEvent.Call(call)));
        pending.delete(0, at + open.end().length());
        leave();
        return true;
    }

    /** Returns what a section holds, with the marker where that is a part of the call. */
    private static String callBody(Section open, String inside) {
        return open.begin().equals("<function=") ? open.begin() + inside + open.end() : inside;
    }

    private String take(int length) {
        String taken = pending.substring(0, length);
        pending.delete(0, length);
        return taken;
    }

    /** Tells text or reasoning, but keeps white space at its end back. */
    private void tell(String text) {
        String told = text;
        if (skipSpace) {
            told = told.stripLeading();
        }
        if (told.isEmpty()) {
            return;
        }
        String solid = told.stripTrailing();
        if (!solid.isEmpty()) {
            skipSpace = false;
            String all = (section == null && newParagraph && saidText ? "\n\n" : "") + space + solid;
            space.setLength(0);
            if (section == null) {
                saidText = true;
                newParagraph = false;
            }
            events.accept(section == null ? new ChatEvent.Text(all) : new ChatEvent.Reasoning(all));
        }
        space.append(told, solid.length(), told.length());
    }

    /** Returns how much of a text can not be the beginning of a marker, whatever follows. */
    private static int certain(CharSequence text, List<String> markers) {
        int certain = text.length();
        for (String marker : markers) {
            int longest = Math.min(marker.length() - 1, text.length());
            for (int overlap = longest; overlap > text.length() - certain; overlap--) {
                if (marker.startsWith(text.subSequence(text.length() - overlap, text.length()).toString())) {
                    certain = text.length() - overlap;
                    break;
                }
            }
        }
        return certain;
    }
}
