package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.samplers.plugin.Avoid;
import dev.parlance.sampling.Sampler;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class SpecTest {
    private static final String NAMES = "adaptive-p, avoid, banned-strings, creative, default, dry, dynamic-temperature"
            + ", frequency-penalty, greedy, infill, llama.cpp, logit-bias, min-p, mirostat, mirostat-2, precise"
            + ", presence-penalty, repetition-penalty, temperature, top-k, top-n-sigma, top-p, typical"
            + ", xtc";

    @Example
    void samplersApplyInTheOrderWritten() {
        assertThat(Samplers.parse("top-k=40,top-p=0.95,min-p=0.05,temperature=0.8")).isEqualTo(Samplers
                .chain(Samplers.topK(40), Samplers.topP(0.95f), Samplers.minP(0.05f), Samplers.temperature(0.8f)));
        assertThat(Samplers.parse("temperature=0.8,top-k=40"))
                .isEqualTo(Samplers.chain(Samplers.temperature(0.8f), Samplers.topK(40)));
    }

    @Example
    void oneSamplerAloneIsNoChain() {
        assertThat(Samplers.parse("greedy")).isSameAs(Sampler.greedy());
        assertThat(Samplers.parse("top-k=5")).isEqualTo(Samplers.topK(5));
    }

    @Example
    void nothingIsTheEmptyChain() {
        assertThat(Samplers.parse("")).isEqualTo(Samplers.chain());
        assertThat(Samplers.parse(" \t")).isEqualTo(Samplers.chain());
    }

    @Example
    void aValueSetsTheMainParameterAndNamesSetAny() {
        assertThat(Samplers.parse("avoid=0.3")).isEqualTo(new Avoid(0.3f, List.of()));
        assertThat(Samplers.parse("avoid(words=a|b,strength=0.3)")).isEqualTo(new Avoid(0.3f, List.of("a", "b")));
        assertThat(Samplers.parse("top-k(k=3)")).isEqualTo(Samplers.topK(3));
    }

    @Example
    void whatIsNotMentionedHasItsDefault() {
        assertThat(Samplers.parse("avoid(words=a)")).isEqualTo(new Avoid(1, List.of("a")));
        assertThat(Samplers.parse("avoid()")).isEqualTo(new Avoid(1, List.of()));
        assertThat(Samplers.parse("top-k,top-p,min-p,temperature")).isEqualTo(Samplers
                .chain(Samplers.topK(40), Samplers.topP(0.95f), Samplers.minP(0.05f), Samplers.temperature(0.8f)));
    }

    @Example
    void whiteSpaceAroundNamesAndValuesDoesNotCount() {
        assertThat(Samplers.parse(" top-k = 40 ,\n avoid ( strength = 2 , words = a b | c ) , greedy "))
                .isEqualTo(Samplers.chain(Samplers.topK(40), new Avoid(2, List.of("a b", "c")), Sampler.greedy()));
    }

    @Example
    void aBackslashMakesTheCharacterAfterItOrdinary() {
        assertThat(Samplers.parse("avoid(words=a\\,b|\\)|\\||\\\\|\\n|\\ x\\ )"))
                .isEqualTo(new Avoid(1, List.of("a,b", ")", "|", "\\", "\n", " x ")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '"', value = {
            "topk=40          ! no sampler 'topk'; there are: " + NAMES,
            "Top-K=40         ! no sampler 'Top-K'; there are: " + NAMES,
            "top-k=many       ! top-k: k: 'many', expected an integer of at least 1",
            "top-k=           ! top-k: k: '', expected an integer of at least 1",
            "top-k=2.5        ! top-k: k: '2.5', expected an integer of at least 1",
            "top-k=3000000000 ! top-k: k: '3000000000', expected an integer of at least 1",
            "top-k=0          ! top-k: k: 0, expected an integer of at least 1",
            "top-p=1.5        ! top-p: p: 1.5, expected a number above 0, at most 1",
            "top-p=0.5f       ! top-p: p: '0.5f', expected a number above 0, at most 1",
            "temperature=NaN  ! temperature: temperature: 'NaN', expected a finite number of at least 0",
            "temperature=1e39 ! temperature: temperature: Infinity, expected a finite number of at least 0",
            "temperature=-1   ! temperature: temperature: -1.0, expected a finite number of at least 0",
            "top-k(p=3)       ! top-k: no parameter 'p'; there are: k (an integer of at least 1, default 40)",
            "greedy(k=3)      ! greedy: no parameter 'k'; there are none",
            "greedy=3         ! greedy: takes no value",
            "top-k(k=3,k=4)   ! top-k: k is given twice",
            "avoid(words=a||b)! avoid: words: [a, , b], expected texts separated by '|', none empty",
            "avoid(words=a\\) ! expected ',' or ')' at character 16, found the end",
            "avoid=\\         ! avoid: strength: '\\', expected a number from 0 to 10",
            "top-k=3,         ! expected the name of a sampler at character 9, found the end",
            ",top-k=3         ! expected the name of a sampler at character 1, found ','",
            "top-k=3)         ! expected ',' or the end at character 8, found ')'",
            "top-k(k=3        ! expected ',' or ')' at character 10, found the end",
            "top-k(k)         ! expected '=' at character 8, found ')'",
            "top-k(=3)        ! expected the name of a parameter at character 7, found '='",
            "avoid(words=\ud83d\ude00)\ud83d\ude00! expected ',' or the end at character 15, found '\ud83d\ude00'",
            "top-k='40'       ! top-k: k: ''40'', expected an integer of at least 1",
            "top-k(k=3)x      ! expected ',' or the end at character 11, found 'x'"})
    void aMistakeIsExplained(String spec, String explanation) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.parse(spec))
                .withMessage("sampler spec '" + spec + "': " + explanation);
    }

    @Property
    void anyTextGivesASamplerOrAnExplanation(@ForAll("specs") String spec) {
        try {
            assertThat(Samplers.parse(Samplers.parse(spec).toString())).isEqualTo(Samplers.parse(spec));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("sampler spec '" + spec + "': ");
        }
    }

    @Provide
    Arbitrary<String> specs() {
        Arbitrary<String> parts = Arbitraries.of("top-k", "avoid", "greedy", "strength", "words", "=", ",", "(", ")",
                "|", "\\", " ", "0.5", "3", "k", "\ud800");
        return Arbitraries.oneOf(parts.list().ofMaxSize(12).map(list -> String.join("", list)),
                Arbitraries.strings().ofMaxLength(20));
    }
}
