package dev.parlance.chat;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** A template that means harm costs little and gets nowhere. */
class UntrustedTemplateTest {
    private static final String FOR_EVER = "{% for i in range(99999) %}{% for j in range(99999) %}";
    private static final String END = "{% endif %}{% endfor %}{% endfor %}";

    @ParameterizedTest
    @ValueSource(strings = {
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            "{{ 'a' * 1000000000000 }}", "{{ [1] * 1000000000000 }}", "{{ 'x'.center(2000000000) }}",
            "{{ '%2000000000d' % 1 }}", "{{ '{:2000000000}'.format(1) }}", "{{ '%*d' % (2000000000, 1) }}",
            "{{ 9 ** (9 ** 9) }}", "{{ 9 ** 99999999999 }}", "{{ 'ab'.replace('', 'x' * 10000000) }}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
            "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
            "{% block b %}{{ self.b() }}{% endblock %}",
            "{% set n = namespace(s='x') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
            "{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = n.l + n.l %}{% endfor %}{{ n.l }}",
            "{% set n = namespace() %}{% set n.n = n %}{{ n }}",
            "{% set n = namespace(x=1) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
            "{% set n = namespace(x=1) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x | tojson }}",
            "{% set n = namespace(x=1) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x == n.x[0] }}",
            "{% set n = namespace(x=1) %}{% for i in range(99) %}{% set n.x = n.x * (2 ** 10000) %}{% endfor %}{{ n.x }}",
            "{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}",
            "{% for i in range(99999) %}{% set x = range(99999) | sort | list %}{% endfor %}",
            "{{ [1] | slice(2000000000) | list }}", "{{ [1] | batch(2000000000, 1) | list }}",
            "{{ '\\t'.expandtabs(2000000000) }}", "{{ 'a' | indent(2000000000, true) }}",
            "{{ 1.5 | round(2000000000) }}x"
                    + "{{ raise_exception('stop') }}",
            "{{ '%.2000000000f' % 1.5 }}", "{{ '1'.zfill(2000000000) }}", "{{ '{:099999999,}'.format(1) }}",
            "{% set a = 'a' * 4000000 %}{{ a.find('a' * 2000000 ~ 'b') }}",
            "{% set a = 'a' * 4000000 %}{{ a.count('a' * 1000 ~ 'b') }}",
            "{% set a = 'a' * 4000000 %}" + FOR_EVER + "{% if a == a ~ '' or a.isalpha() and a is lower %}" + END,
            "{% set a = 'a' * 4000000 %}" + FOR_EVER + "{% if a.strip('b' ~ a) %}" + END,
            "{% set z = [''] * 1000000 %}" + FOR_EVER + "{% if z | join or ''.join(z) or 2 in z %}" + END,
            "{% set d = {}.fromkeys(range(99999)) %}" + FOR_EVER + "{% if d | first == d.copy() %}" + END,
            "{% set b = 2 ** 32000 %}" + FOR_EVER + "{% if b // (2 ** 16001 + 1) == b % 7 + b / (b + 1) %}" + END,
            FOR_EVER + "{% if '%.9999f' % 1.5 == 2 ** 14000 | string %}" + END,
            "{% set n = namespace(x=()) %}{% for i in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1} }}",
            "{% set n = namespace(x=()) %}{% for i in range(99999) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1} }}",
            "{% set n = namespace(x=[1]) %}{% for i in range(99999) %}{% set n.x = n.x | map('abs') %}{% endfor %}{{ n.x | list }}",
            "{% set n = namespace(l=[]) %}{% for i in range(99999) %}{% set n.l = n.l + ['a' * 1000000 ~ i] %}{% endfor %}",
            "{{ ('<>' * 2000000) | striptags }}{{ (')))).x' * 500000) | urlize }}",
            "{{ strftime_now('%c' * 2000000) }}", "{% macro m(n) %}{{ 1 + 1 + 1 + m(n) }}{% endmacro %}{{ m(1) }}"})
    @Timeout(120)
    void aTemplateThatCostsTooMuchIsStopped(String source) {
        assertThatThrownBy(() -> ChatTemplate.parse(source).render(ChatTemplateInput.builder(List.of()).build()))
                .isInstanceOf(ChatTemplateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{{ (", "{% if x %}", "{% for x in y %}", "not ", "-", "a.b", "1 if 1 else "})
    @Timeout(120)
    void aTemplateThatNestsTooDeeplyIsRefused(String part) {
        String repeated = part.repeat(50_000);
        String source = part.startsWith("{") ? repeated : "{{ " + repeated + " }}";
        assertThatThrownBy(() -> ChatTemplate.parse(source).render(ChatTemplateInput.builder(List.of()).build()))
                .isInstanceOf(ChatTemplateException.class);
    }

    @Test
    @Timeout(120)
    void aLongTemplateWithManyNamesOrDigitsCostsLittle() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            names.append("{% set a").append(i).append(" = 1 %}");
        }
        String branches = names + "{% if x %}{% endif %}".repeat(20_000);
        for (String source : List.of(branches, "{{ " + "1".repeat(1_000_000) + " }}",
                "{{ a" + "|list".repeat(50_000) + " }}",
                "{{ " + "1 + ".repeat(50_000) + "1 }}", "{{ f" + "()".repeat(50_000) + " }}")) {
            assertThatThrownBy(() -> ChatTemplate.parse(source)).isInstanceOf(ChatTemplateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ''.class }}", "{{ messages.getClass() }}", "{{ messages.class.forName('x') }}",
            "{{ ''.__class__.__mro__ }}", "{{ raise_exception.__globals__ }}", "{{ messages.hashCode() }}",
            "{{ range.getClass() }}", "{{ self.__init__() }}", "{{ messages.append(1) }}"})
    void thereIsNoWayOut(String source) {
        assertThatThrownBy(() -> {
            String text = ChatTemplate.parse(source).render(ChatTemplateInput.builder(List.of()).build()).text();
            if (text.isEmpty()) {
                throw new ChatTemplateException("UndefinedError", "printed nothing", 0);
            }
        }).isInstanceOf(ChatTemplateException.class);
    }
}
