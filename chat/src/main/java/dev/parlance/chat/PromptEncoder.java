package dev.parlance.chat;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Tokenizes rendered conversations: finds the control tokens that the template spells. */
final class PromptEncoder {
    /** Finding the control tokens takes a walk through the vocabulary, which is the same for the turns of a conversation. */
    private static volatile WeakReference<PromptEncoder> last = new WeakReference<>(null);

    private final Tokenizer tokenizer;

    /** Control tokens by their first character, the longest first. */
    private final Map<Character, List<ControlToken>> controls = new HashMap<>();

    private record ControlToken(String piece, int id) {}

    private PromptEncoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        for (int id = 0; id < tokenizer.size(); id++) {
            TokenKind kind = tokenizer.kind(id);
            String piece = kind == TokenKind.CONTROL || kind == TokenKind.UNKNOWN ? tokenizer.piece(id) : "";
            if (!piece.isEmpty()) {
                controls.computeIfAbsent(piece.charAt(0), _ -> new ArrayList<>()).add(new ControlToken(piece, id));
            }
        }
        controls.values().forEach(tokens -> tokens.sort(
                Comparator.comparingInt((ControlToken token) -> token.piece().length()).reversed()));
    }

    static PromptEncoder of(Tokenizer tokenizer) {
        PromptEncoder known = last.get();
        if (known == null || !known.tokenizer.equals(tokenizer)) {
            known = new PromptEncoder(tokenizer);
            last = new WeakReference<>(known);
        }
        return known;
    }

    int[] encode(RenderedPrompt prompt) {
        return withStart(encodeRest(prompt, 0));
    }

    /** Returns the ids of a prompt from a character on, without start tokens. */
    int[] encodeRest(RenderedPrompt prompt, int from) {
        IntStream.Builder ids = IntStream.builder();
        StringBuilder plain = new StringBuilder();
        int skipped = 0;
        for (RenderedPrompt.Span span : prompt.spans()) {
            String rest = span.text().substring(Math.min(span.text().length(), Math.max(0, from - skipped)));
            skipped += span.text().length();
            if (span.origin() == RenderedPrompt.Origin.CONVERSATION) {
                plain.append(rest);
            } else {
                encodeTemplate(rest, plain, ids);
            }
        }
        flush(plain, ids);
        return ids.build().toArray();
    }

    private void encodeTemplate(String text, StringBuilder plain, IntStream.Builder ids) {
        for (int at = 0; at < text.length();) {
            ControlToken found = controlAt(text, at);
            if (found == null) {
                plain.append(text.charAt(at++));
            } else {
                flush(plain, ids);
                ids.add(found.id());
                at += found.piece().length();
            }
        }
    }

    private @Nullable ControlToken controlAt(String text, int at) {
        for (ControlToken candidate : controls.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(candidate.piece(), at)) {
                return candidate;
            }
        }
        return null;
    }

    private void flush(StringBuilder plain, IntStream.Builder ids) {
        if (!plain.isEmpty()) {
            Arrays.stream(tokenizer.encode(plain.toString())).forEach(ids::add);
            plain.setLength(0);
        }
    }

    private int[] withStart(int[] ids) {
        OptionalInt begin = tokenizer.beginToken();
        int[] start = tokenizer.encode("", EncodeOptions.PROMPT);
        boolean wanted = begin.isPresent() && start.length > 0 && start[0] == begin.getAsInt();
        if (!wanted || (ids.length > 0 && ids[0] == start[0])) {
            return ids;
        }
        return IntStream.concat(IntStream.of(start[0]), Arrays.stream(ids)).toArray();
    }
}
