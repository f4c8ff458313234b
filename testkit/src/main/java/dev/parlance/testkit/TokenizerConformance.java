package dev.parlance.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.testkit.text.AwkwardTexts;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Encoding;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rules that every tokenizer keeps, on every vocabulary that it can be made of. A plugin extends this and gives
 * tokenizers; what its kind loses of a text it declares by {@link #kept}.
 */
public abstract class TokenizerConformance {
    private static final EncodeOptions PARSING = new EncodeOptions(false, true);

    /** For subclasses. */
    protected TokenizerConformance() {}

    /** Returns the tokenizers under test; making one may be costly, so that they are made once. */
    protected abstract List<Tokenizer> tokenizers();

    /**
     * Returns what is left of a text that was encoded and decoded. Default: all of it.
     *
     * @param text without lone surrogates
     */
    protected String kept(Tokenizer tokenizer, String text) {
        return text;
    }

    @Provide
    final Arbitrary<Tokenizer> tokenizer() {
        return Arbitraries.of(tokenizers());
    }

    @Provide
    final Arbitrary<String> texts() {
        return AwkwardTexts.any();
    }

    @Property
    void decodingGivesTheTextThatWasEncoded(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll("texts") String text,
            @ForAll boolean addSpecial) {
        assertThat(tokenizer.decode(tokenizer.encode(text, new EncodeOptions(addSpecial, false))))
                .isEqualTo(kept(tokenizer, AwkwardTexts.repaired(text)));
    }

    @Property
    void aLoneSurrogateCountsAsAReplacementCharacter(@ForAll("tokenizer") Tokenizer tokenizer,
            @ForAll("texts") String text) {
        assertThat(tokenizer.encode(text)).isEqualTo(tokenizer.encode(AwkwardTexts.repaired(text)));
        assertThat(tokenizer.encode(text, PARSING)).isEqualTo(tokenizer.encode(AwkwardTexts.repaired(text), PARSING));
    }

    /** The text may hold their spellings: what users write must not speak with the voice of the system. */
    @Property
    void plainTextNeverBecomesAControlToken(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll("texts") String text,
            @ForAll @Size(max = 4) List<Integer> spelled) {
        StringBuilder hostile = new StringBuilder(text);
        spelled.forEach(id -> hostile.append(tokenizer.piece(Math.floorMod(id, tokenizer.size()))));
        IntStream.range(0, tokenizer.size()).filter(id -> tokenizer.kind(id) == TokenKind.CONTROL).limit(5)
                .forEach(id -> hostile.append(tokenizer.piece(id)));
        for (int id : tokenizer.encode(hostile.toString())) {
            assertThat(id).isBetween(0, tokenizer.size() - 1);
            assertThat(tokenizer.kind(id)).as("kind of '%s'", tokenizer.piece(id)).isNotEqualTo(TokenKind.CONTROL);
        }
    }

    @Property
    void specialTokensAreAddedAroundATextAndChangeNothingInIt(@ForAll("tokenizer") Tokenizer tokenizer,
            @ForAll("texts") String text) {
        int[] plain = tokenizer.encode(text);
        int[] prompt = tokenizer.encode(text, EncodeOptions.PROMPT);
        int before = prompt.length > 0 && prompt.length > plain.length
                && tokenizer.beginToken().orElse(-1) == prompt[0] ? 1 : 0;
        assertThat(Arrays.copyOfRange(prompt, before, before + plain.length)).isEqualTo(plain);
        assertThat(IntStream.range(before + plain.length, prompt.length).map(i -> prompt[i]))
                .allMatch(id -> tokenizer.endTokens().contains(id) || tokenizer.kind(id) == TokenKind.CONTROL);
    }

    @Property
    void countingGivesTheNumberOfIds(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll("texts") String text,
            @ForAll boolean addSpecial, @ForAll boolean parseSpecial) {
        EncodeOptions options = new EncodeOptions(addSpecial, parseSpecial);
        assertThat(tokenizer.count(text, options)).isEqualTo(tokenizer.encode(text, options).length);
    }

    /** Where nothing is lost, nothing is left out. */
    @Property
    void spansFollowEachOtherAlongTheText(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll("texts") String text,
            @ForAll boolean addSpecial) {
        EncodeOptions options = new EncodeOptions(addSpecial, false);
        Encoding encoding = tokenizer.encodeWithSpans(text, options);
        assertThat(encoding.ids()).isEqualTo(tokenizer.encode(text, options));
        boolean lossless = kept(tokenizer, AwkwardTexts.repaired(text)).equals(AwkwardTexts.repaired(text));
        int begin = 0;
        int end = 0;
        for (int i = 0; i < encoding.size(); i++) {
            assertThat(encoding.begin(i)).as("begin of token %d", i).isBetween(begin, encoding.end(i));
            assertThat(encoding.end(i)).as("end of token %d", i).isBetween(end, text.length());
            if (lossless) {
                assertThat(encoding.begin(i)).as("begin of token %d", i).isLessThanOrEqualTo(end);
            }
            assertThat(isInsideCharacter(text, encoding.begin(i)) || isInsideCharacter(text, encoding.end(i)))
                    .as("span of token %d cuts a character", i).isFalse();
            begin = encoding.begin(i);
            end = encoding.end(i);
        }
        if (lossless) {
            assertThat(end).isEqualTo(text.length());
        }
    }

    private static boolean isInsideCharacter(String text, int index) {
        return index > 0 && index < text.length()
                && Character.isSurrogatePair(text.charAt(index - 1), text.charAt(index));
    }

    @Property
    void aCutTextIsABeginningThatHasNoMoreTokensThanWanted(@ForAll("tokenizer") Tokenizer tokenizer,
            @ForAll("texts") String text, @ForAll @IntRange(max = 60) int maxTokens, @ForAll boolean addSpecial) {
        EncodeOptions options = new EncodeOptions(addSpecial, false);
        String cut = tokenizer.cut(text, maxTokens, options);
        assertThat(text).startsWith(cut);
        assertThat(isInsideCharacter(text, cut.length())).as("cuts a character").isFalse();
        if (!cut.isEmpty()) {
            assertThat(tokenizer.count(cut, options)).isLessThanOrEqualTo(maxTokens);
        }
        if (tokenizer.count(text, options) <= maxTokens) {
            assertThat(cut).isEqualTo(text);
        } else if (maxTokens >= 12) { // no character has so many, with those that are added
            assertThat(cut).isNotEmpty();
        }
    }

    /** Whoever decodes token by token gets the same text, but for a blank that encoding put in front. */
    @Property
    void theBytesOfTokensAddUpToTheirText(@ForAll("tokenizer") Tokenizer tokenizer,
            @ForAll @Size(max = 20) List<Integer> numbers) {
        int[] ids = numbers.stream().mapToInt(number -> Math.floorMod(number, tokenizer.size())).toArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(tokenizer.bytes(id));
        }
        String joined = bytes.toString(StandardCharsets.UTF_8);
        assertThat(tokenizer.decode(ids)).isIn(joined, joined.startsWith(" ") ? joined.substring(1) : joined);
    }

    @Property
    void controlTokensHaveNoBytesAndEveryTokenHasAText(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll int number) {
        int id = Math.floorMod(number, tokenizer.size());
        if (tokenizer.kind(id) == TokenKind.CONTROL) {
            assertThat(tokenizer.bytes(id)).isEmpty();
        }
        byte[] bytes = tokenizer.bytes(id);
        assertThat(tokenizer.text(id)).isEqualTo(
                bytes.length == 0 ? tokenizer.piece(id) : new String(bytes, StandardCharsets.UTF_8));
    }

    @Property
    void theBytesOfATokenAreTheCallersOwn(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll int number) {
        int id = Math.floorMod(number, tokenizer.size());
        byte[] bytes = tokenizer.bytes(id);
        byte[] expected = bytes.clone();
        Arrays.fill(bytes, (byte) 0xFF);
        assertThat(tokenizer.bytes(id)).isEqualTo(expected);
    }

    @Property
    void everyPieceLeadsBackToItsId(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll int number) {
        int id = Math.floorMod(number, tokenizer.size());
        assertThat(tokenizer.id(tokenizer.piece(id))).hasValue(id);
    }

    @Property(tries = 50)
    void aSpelledControlTokenIsParsedWhenAskedFor(@ForAll("tokenizer") Tokenizer tokenizer, @ForAll int number) {
        int[] control = IntStream.range(0, tokenizer.size())
                .filter(id -> tokenizer.kind(id) == TokenKind.CONTROL && !tokenizer.piece(id).isEmpty()).toArray();
        if (control.length > 0) {
            int id = control[Math.floorMod(number, control.length)];
            assertThat(tokenizer.encode(tokenizer.piece(id), PARSING)).containsExactly(id);
        }
    }

    @Example
    void anIdOutsideTheVocabularyIsAnIndexOutOfBounds() {
        for (Tokenizer tokenizer : tokenizers()) {
            for (int id : new int[]{-1, tokenizer.size(), Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> tokenizer.piece(id)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> tokenizer.kind(id)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> tokenizer.bytes(id)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> tokenizer.text(id)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> tokenizer.decode(0, id)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Example
    void emptyTextHasNoTokensAndWhatIsNoPieceNoId() {
        for (Tokenizer tokenizer : tokenizers()) {
            assertThat(tokenizer.encode("")).isEmpty();
            assertThat(tokenizer.decode()).isEmpty();
            assertThat(tokenizer.id("no such piece")).isEmpty();
            assertThat(tokenizer.endTokens()).allMatch(id -> id >= 0 && id < tokenizer.size());
            tokenizer.beginToken().ifPresent(id -> assertThat(id).isBetween(0, tokenizer.size() - 1));
        }
    }

    @Example
    void threadsShareATokenizer() {
        String text = "Once upon a time there were twelve little tokenizers, and they lived in one process. "
                .repeat(20);
        for (Tokenizer tokenizer : tokenizers()) {
            int[] expected = tokenizer.encode(text);
            assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> tokenizer.encode(text)))
                    .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
        }
    }
}
