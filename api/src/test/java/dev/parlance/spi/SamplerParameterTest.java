package dev.parlance.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.List;
import java.util.Map;

class SamplerParameterTest {
    private static final SamplerParameter<Integer> COUNT = SamplerParameter.integer("count", 1, 10, "how many");
    private static final SamplerParameter<Float> RATIO = SamplerParameter.real("ratio", -1, 1, "how much");
    private static final SamplerParameter<String> TEXT = SamplerParameter.text("text", "what");
    private static final SamplerParameter<List<String>> TEXTS = SamplerParameter.texts("texts", "which");
    private static final SamplerParameter<Boolean> FLAG = SamplerParameter.flag("flag", "whether");

    @Property
    void aTextIsReadAsItWasWritten(@ForAll("awkwardTexts") String text) {
        assertThat(TEXT.assign(text)).startsWith("text=");
        assertThat(TEXT.parse(TEXT.assign(text).substring("text=".length()))).isEqualTo(text);
    }

    @Property
    void textsAreReadAsTheyWereWritten(@ForAll("awkwardLists") List<String> texts) {
        assertThat(TEXTS.parse(TEXTS.assign(texts).substring("texts=".length()))).isEqualTo(texts);
    }

    @Property
    void aNumberIsReadAsItWasWritten(@ForAll int bits) {
        SamplerParameter<Float> any = SamplerParameter.real("x", -Float.MAX_VALUE, Float.MAX_VALUE, "any number");
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            assertThat(any.parse(any.assign(value).substring("x=".length()))).isEqualTo(value);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> any.check(value))
                    .withMessage("x: " + value + ", expected a finite number");
        }
    }

    @Example
    void theRangeIsSaidInWords() {
        int min = Integer.MIN_VALUE;
        int max = Integer.MAX_VALUE;
        float huge = Float.MAX_VALUE;
        assertThat(COUNT.range()).isEqualTo("an integer from 1 to 10");
        assertThat(SamplerParameter.integer("x", 1, max, "").range()).isEqualTo("an integer of at least 1");
        assertThat(SamplerParameter.integer("x", min, 1, "").range()).isEqualTo("an integer of at most 1");
        assertThat(SamplerParameter.integer("x", min, max, "").range()).isEqualTo("an integer");
        assertThat(SamplerParameter.real("x", 0, 0.5f, "").range())
                .isEqualTo("a number from 0 to 0.5");
        assertThat(SamplerParameter.real("x", 0, huge, "").range()).isEqualTo("a finite number of at least 0");
        assertThat(SamplerParameter.realAbove("x", 0, huge, "").range()).isEqualTo("a finite number above 0");
        assertThat(SamplerParameter.realAbove("x", 0, 1, "").range()).isEqualTo("a number above 0, at most 1");
        assertThat(SamplerParameter.real("x", -huge, huge, "").range()).isEqualTo("a finite number");
        assertThat(FLAG.range()).isEqualTo("true or false");
    }

    @Example
    void theLimitsAreInTheRangeUnlessValuesMustBeAbove() {
        assertThat(COUNT.check(1)).isEqualTo(1);
        assertThat(COUNT.check(10)).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> COUNT.check(0));
        assertThatIllegalArgumentException().isThrownBy(() -> COUNT.check(11));
        assertThat(RATIO.check(-1f)).isEqualTo(-1);
        assertThat(RATIO.check(1f)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> RATIO.check(Math.nextUp(1f)));
        SamplerParameter<Float> positive = SamplerParameter.realAbove("x", 0, 1, "a share");
        assertThat(positive.check(Float.MIN_VALUE)).isPositive();
        assertThatIllegalArgumentException().isThrownBy(() -> positive.check(0f))
                .withMessage("x: 0.0, expected a number above 0, at most 1");
    }

    @Example
    void aTruthValueIsOneOfTwoWords() {
        assertThat(FLAG.parse(" true ")).isTrue();
        assertThat(FLAG.parse(FLAG.assign(false).substring("flag=".length()))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> FLAG.parse("yes"))
                .withMessage("flag: 'yes', expected true or false");
    }

    @Example
    void aDefaultIsShownAndMustBeInRange() {
        assertThat(COUNT.defaultText()).isEmpty();
        assertThat(COUNT.withDefault(3).defaultText()).contains("3");
        assertThat(TEXTS.withDefault(List.of("a b", "c,d")).defaultText()).contains("a b|c\\,d");
        assertThatIllegalArgumentException().isThrownBy(() -> COUNT.withDefault(0));
    }

    @Example
    void aNameThatNoSpecStringCouldSayIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SamplerParameter.text("a=b", "what"))
                .withMessageStartingWith("parameter name 'a=b', expected lower-case letters");
    }

    @Example
    void argumentsAreTheValuesGivenAndTheDefaultsOfOthers() {
        SamplerParameter<Integer> three = COUNT.withDefault(3);
        SamplerArguments arguments = SamplerArguments.parse(List.of(three, TEXT), Map.of("text", " x "));
        assertThat(arguments.get(three)).isEqualTo(3);
        assertThat(arguments.get(TEXT)).isEqualTo("x");
    }

    @Example
    void anArgumentWithoutADefaultMustBeGiven() {
        assertThatIllegalArgumentException().isThrownBy(() -> SamplerArguments.parse(List.of(COUNT), Map.of()))
                .withMessage("count: no value given, expected an integer from 1 to 10");
    }

    @Example
    void aParameterThatIsNotListedHasNoArgument() {
        SamplerArguments arguments = SamplerArguments.parse(List.of(COUNT), Map.of("count", "2"));
        SamplerParameter<Integer> another = SamplerParameter.integer("count", 1, 10, "how many");
        assertThatIllegalArgumentException().isThrownBy(() -> arguments.get(another))
                .withMessageContaining("'count' is not listed");
    }

    @Provide
    Arbitrary<String> awkwardTexts() {
        return Arbitraries.oneOf(Arbitraries.strings().withChars("\\,()=| \n\t\r\u00a0nt"),
                Arbitraries.strings().all());
    }

    @Provide
    Arbitrary<List<String>> awkwardLists() {
        return awkwardTexts().filter(text -> !text.isEmpty()).list().ofMaxSize(6);
    }
}
