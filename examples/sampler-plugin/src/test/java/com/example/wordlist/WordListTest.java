package com.example.wordlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.FilterConformance;
import dev.parlance.testkit.NamedSamplerRules;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.PieceTokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of every sampler come with the base class, those of a filter and of a spec string; what is here is its own. */
class WordListTest extends FilterConformance implements NamedSamplerRules {
    private static final int END = 0;

    /** Words in pieces, and an end. */
    private static final PieceTokenizer TOKENIZER = new PieceTokenizer(
            Stream.of("", "yes", "ye", "y", "e", "s", "no", "n", "o", " ", " n", "no ", "maybe")
                    .map(piece -> piece.getBytes(StandardCharsets.UTF_8)).toList(),
            Set.of(END));

    /** Samplers of this kind, with all sorts of parameters. */
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Arbitraries.strings().withChars("0123456789|,) ").ofMinLength(1).ofMaxLength(5).list().ofMaxSize(4)
                .map(WordList::new);
    }

    @Override
    public Sampler parse(String spec) {
        return Samplers.parse(spec);
    }

    private static Sampler.State state(String... words) {
        return new WordList(List.of(words))
                .newState(new SamplingContext(1, TOKENIZER, List.of(), TOKENIZER.endTokens()));
    }

    @Property
    void whateverIsDrawnTheAnswerIsAWord(@ForAll Random random) {
        Sampler.State state = state("yes", "no");
        List<Integer> answer = new ArrayList<>();
        int token;
        do {
            Candidates candidates = Candidates.of(new float[TOKENIZER.size()]);
            state.apply(candidates);
            token = candidates.token(random.nextInt(candidates.size()));
            state.accept(token);
            answer.add(token);
        } while (token != END);
        assertThat(TOKENIZER.decode(answer.stream().mapToInt(Integer::intValue).toArray()))
                .isIn("yes", "no", " yes", " no");
    }

    @Example
    void whereNothingFitsAllStays() {
        Candidates candidates = Candidates.of(new float[TOKENIZER.size()]);
        Sampler.State state = state("yes", "no");
        // As a sampler before it might choose, against the list.
        state.accept(12);
        state.apply(candidates);
        assertThat(Distribution.of(candidates).logits()).hasSize(TOKENIZER.size());
    }

    @Example
    void aMistakeInASpecIsExplained() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.parse("word-list"))
                .withMessageEndingWith("word-list: words: no value given, expected texts separated by '|', none empty");
        assertThat(Samplers.available()).anySatisfy(provider -> assertThat(provider.name()).isEqualTo("word-list"));
    }
}
