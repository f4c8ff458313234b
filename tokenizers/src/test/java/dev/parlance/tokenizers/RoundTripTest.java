package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** What real vocabularies make of a text is the text again. */
@AddLifecycleHook(SharedFiles.Needed.class)
class RoundTripTest {

    @Provide
    Arbitrary<String> bytePairVocabularies() {
        return Arbitraries.of("llama-bpe", "gpt-2", "qwen2", "deepseek-llm", "mpt");
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.any();
    }

    @Property
    void byteLevelVocabulariesLoseNothing(@ForAll("bytePairVocabularies") String vocabulary,
            @ForAll("texts") String text, @ForAll boolean addSpecial) {
        assertThat(roundTrip(vocabulary, text, addSpecial)).isEqualTo(Texts.repaired(text));
    }

    /** A vocabulary with user-defined tokens, such as phi-3's, also gets a blank after each of these. */
    @Property
    void sentencePieceWithByteTokensLosesOnlyTheBlankOfItsOwn(@ForAll("texts") String text,
            @ForAll boolean addSpecial) {
        assertThat(roundTrip("llama-spm", text, addSpecial)).isEqualTo(Texts.repaired(text).replace('▁', ' '));
    }

    private static String roundTrip(String vocabulary, String text, boolean addSpecial) {
        Tokenizer tokenizer = SharedFiles.vocabulary(vocabulary);
        return tokenizer.decode(tokenizer.encode(text, new EncodeOptions(addSpecial, false)));
    }
}
