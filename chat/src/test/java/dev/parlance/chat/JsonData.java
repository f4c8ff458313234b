package dev.parlance.chat;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps and lists. */
public final class JsonData {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS).build();

    private JsonData() {}

    public static Map<String, Object> read(InputStream in) throws IOException {
        try (in) {
            return MAPPER.readValue(in, new TypeReference<Map<String, Object>>() {
            });
        }
    }

    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(Object list) {
        return (List<Map<String, Object>>) list;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object map) {
        return (Map<String, Object>) map;
    }
}
