package dev.parlance.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The templates of published models give the text that Hugging Face's transformers give. */
class ChatTemplateTest {

    @TestFactory
    Stream<DynamicTest> aPublishedTemplateRendersAsInTransformers() throws IOException {
        Path folder = Path.of(System.getProperty("parlance.shared"), "chat-templates");
        assumeTrue(Files.isDirectory(folder), "there is no folder " + folder);
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
                Map<String, Object> document = JsonData.read(Files.newInputStream(file));
                String source = (String) document.get("template");
                for (Map<String, Object> entry : JsonData.objects(document.get("cases"))) {
                    tests.add(DynamicTest.dynamicTest(file.getFileName() + " " + entry.get("id"),
                            () -> check(source, entry)));
                }
            }
        }
        return tests.stream();
    }

    private static void check(String source, Map<String, Object> entry) {
        ChatTemplateInput input = ChatTemplateInput.builder(JsonData.objects(entry.get("messages")))
                .tools(entry.get("tools") == null ? null : JsonData.objects(entry.get("tools")))
                .addGenerationPrompt((Boolean) entry.get("add_generation_prompt"))
                .beginToken((String) entry.get("bos_token")).endToken((String) entry.get("eos_token"))
                .extra(JsonData.object(entry.get("extra"))).now(LocalDateTime.parse((String) entry.get("now"))).build();
        if (entry.containsKey("expected")) {
            assertThat(ChatTemplate.parse(source).render(input).text()).isEqualTo(entry.get("expected"));
        } else {
            assertThatThrownBy(() -> ChatTemplate.parse(source).render(input))
                    .isInstanceOfSatisfying(ChatTemplateException.class, e -> {
                        assertThat(e.type()).isEqualTo(entry.get("error_type"));
                        if (e.isRefusal()) {
                            assertThat(e).hasMessage((String) entry.get("error"));
                        }
                    });
        }
    }
}
