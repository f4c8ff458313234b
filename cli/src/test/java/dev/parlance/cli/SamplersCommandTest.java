package dev.parlance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.samplers.Samplers;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SamplersCommandTest {
    @Test
    void everySamplerIsShownWithItsDocumentationAndItsParameters() {
        CommandLineRun run = CommandLineRun.of("samplers");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        for (SamplerProvider sampler : Samplers.available()) {
            assertThat(run.out()).containsPattern("(?m)^\\Q" + sampler.name() + "\\E +\\Q" + sampler.description());
            for (SamplerParameter<?> parameter : sampler.parameters()) {
                assertThat(run.out()).containsPattern("(?m)^  \\Q" + parameter.name() + "\\E +\\Q"
                        + parameter.description() + "; " + parameter.range());
            }
        }
        assertThat(run.out()).contains("how many tokens to keep; an integer of at least 1, default 40\n");
    }

    @Test
    void jsonHasTheSame() {
        JsonNode samplers = JsonMapper.shared().readTree(CommandLineRun.of("samplers", "--json").out());
        assertThat(samplers).hasSameSizeAs(Samplers.available());
        for (JsonNode sampler : samplers) {
            assertThat(sampler.propertyNames()).containsExactly("name", "description", "provider", "parameters");
        }
        JsonNode topK = samplers.valueStream().filter(sampler -> sampler.get("name").stringValue().equals("top-k"))
                .findFirst().orElseThrow();
        assertThat(topK).hasToString("""
                {"name":"top-k","description":"keeps the k most probable tokens",\
                "provider":"dev.parlance.samplers.internal.TopK$Provider",\
                "parameters":[{"name":"k","description":"how many tokens to keep",\
                "range":"an integer of at least 1","defaultValue":"40"}]}""");
        JsonNode strings = samplers.valueStream()
                .filter(sampler -> sampler.get("name").stringValue().equals("banned-strings")).findFirst().orElseThrow()
                .get("parameters").get(0);
        assertThat(strings.get("defaultValue").isNull()).isTrue();
    }
}
