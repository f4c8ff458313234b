package dev.parlance.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.chat.ChatTemplateException;
import dev.parlance.chat.JsonData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Templates print what Jinja2 itself prints; {@code src/test/python} says how that was found out. */
class JinjaTest {

    static Stream<Arguments> cases() throws IOException {
        Map<String, Object> document = JsonData.read(Objects.requireNonNull(
                JinjaTest.class.getResourceAsStream("cases.json")));
        Map<String, Object> variables = JsonData.object(document.get("variables"));
        return JsonData.objects(document.get("cases")).stream()
                .map(entry -> Arguments.of(entry.get("template"), entry, variables));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("cases")
    void aTemplatePrintsWhatJinjaPrints(String template, Map<String, Object> entry, Map<String, Object> variables) {
        LocalDateTime now = LocalDateTime.of(2024, 2, 29, 15, 4, 5);
        if (entry.containsKey("expected")) {
            assertThat(Template.parse(template).render(Map.of(), variables, now).toString()).as(template)
                    .isEqualTo(entry.get("expected"));
        } else {
            assertThatThrownBy(() -> Template.parse(template).render(Map.of(), variables, now)).as(template)
                    .isInstanceOfSatisfying(ChatTemplateException.class, e -> {
                        assertThat(e.type()).isEqualTo(
                                entry.get("error_type").equals("SyntaxError")
                                        ? "TemplateSyntaxError"
                                        : entry.get("error_type"));
                        if (e.isRefusal()) {
                            assertThat(e).hasMessage((String) entry.get("error"));
                        }
                    });
        }
    }
}
