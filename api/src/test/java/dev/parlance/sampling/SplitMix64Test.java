package dev.parlance.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.stream.LongStream;

class SplitMix64Test {
    @Example
    void givesTheNumbersOfItsAuthorsCode() {
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(LongStream.generate(random::nextLong).limit(5)).containsExactly(0x599E_D017_FB08_FC85L,
                0x2C73_F084_5854_0FA5L, 0x883E_BCE5_A3F2_7C77L, 0x3FBE_F740_E917_7B3FL, 0xE3B8_3467_08CB_5ECDL);
    }

    @Property
    void aCopyContinuesIdenticallyAndIndependently(@ForAll long seed) {
        SplitMix64 random = new SplitMix64(seed);
        random.nextLong();
        SplitMix64 copy = random.copy();
        long next = random.nextLong();
        assertThat(copy.nextLong()).isEqualTo(next);
        assertThat(copy.nextLong()).isEqualTo(random.nextLong());
    }

    @Property
    void numbersAreFromZeroToOne(@ForAll long seed) {
        assertThat(new SplitMix64(seed).nextDouble()).isBetween(0., Math.nextDown(1.));
    }

    @Property
    void anotherPurposeHasOtherNumbers(@ForAll long seed) {
        SplitMix64 draws = new SplitMix64(seed);
        SplitMix64 one = SplitMix64.of(seed, "one");
        SplitMix64 two = SplitMix64.of(seed, "two");
        for (int i = 0; i < 5; i++) {
            assertThat(LongStream.of(draws.nextLong(), one.nextLong(), two.nextLong()).distinct().count()).isEqualTo(3);
        }
    }
}
