package dev.parlance.training.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.tokenizer.Tokenizer;
import dev.parlance.training.data.Stories;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class BytePairTrainingTest {
    private static Stream<String> stories(long seed, int count) {
        return LongStream.range(0, count).mapToObj(i -> new Stories(seed).story(i).text());
    }

    @Test
    void theMostFrequentPairsAreMergedFirst() {
        // " ab" is there three times, "ab" once: "a b" before "Ġ ab".
        Vocabulary vocabulary = BytePairTraining.learn(Stream.of("ab ab ab ab"), 261 + 2);
        assertThat(vocabulary.merges()).containsExactly("a b", "Ġ ab");
        assertThat(vocabulary.pieces()).endsWith("ab", "Ġab");
    }

    @Test
    void learningEndsWhenNoPairOccursTwice() {
        assertThat(BytePairTraining.learn(Stream.of("abc"), 1000).size()).isEqualTo(261);
    }

    @Test
    void everyTextComesBackAndStoriesAreShort() throws IOException {
        Tokenizer tokenizer = BytePairTraining.learn(stories(1, 200), 1024).tokenizer();
        assertThat(tokenizer.size()).isEqualTo(1024);
        for (String text : stories(2, 20).toList()) {
            int[] ids = tokenizer.encode(text);
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
            assertThat(ids.length).isLessThan(text.length() / 2);
        }
        String awkward = "Grüße, \t 世界 \n\n🦊 don't <|end|>";
        assertThat(tokenizer.decode(tokenizer.encode(awkward))).isEqualTo(awkward);
    }

    @Test
    void aCharacterIsATokenAlsoOutsideOfAscii() throws IOException {
        Tokenizer tokenizer = BytePairTraining.characters(Stream.of("() aé世🦊")).tokenizer();
        for (String character : new String[]{"(", " ", "é", "世", "🦊"}) {
            assertThat(tokenizer.encode(character)).as(character).hasSize(1);
        }
        assertThat(tokenizer.decode(tokenizer.encode("é(世)🦊a"))).isEqualTo("é(世)🦊a");
        assertThat(tokenizer.encode("é(世)🦊a")).hasSize(6);
    }

    @Test
    void anEmptyCorpusAndATinyVocabularyAreRefused() {
        assertThatThrownBy(() -> BytePairTraining.learn(Stream.of(""), 300))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("corpus is empty");
        assertThatThrownBy(() -> BytePairTraining.characters(Stream.of())).hasMessageContaining("corpus is empty");
        assertThatThrownBy(() -> BytePairTraining.learn(Stream.of("a"), 100)).hasMessageContaining("at least 261");
    }
}
