package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class VisibleTest {
    @Property
    void aQuotedTextIsOneLineWithoutControls(@ForAll String text) {
        String quoted = Visible.quote(text);
        assertThat(quoted.lines()).hasSize(1);
        assertThat(quoted.codePoints()).noneMatch(Character::isISOControl)
                .noneMatch(character -> Character.getType(character) == Character.SURROGATE);
    }

    @Property
    void differentTextsLookDifferent(@ForAll String one, @ForAll String other) {
        assertThat(Visible.quote(one).equals(Visible.quote(other))).isEqualTo(one.equals(other));
    }

    @Example
    void whatIsVisibleStays() {
        assertThat(Visible.quote("a \u00E9 \u4E2D \uD83D\uDE00")).isEqualTo("\"a \u00E9 \u4E2D \uD83D\uDE00\"");
    }

    @Example
    void whatATerminalObeysOrHidesIsEscaped() {
        assertThat(Visible.quote("\u001B[2J\u202E\u00A0\"\\\r\n\t\uD800"))
                .isEqualTo("\"\\u001B[2J\\u202E\\u00A0\\\"\\\\\\r\\n\\t\\uD800\"");
    }
}
