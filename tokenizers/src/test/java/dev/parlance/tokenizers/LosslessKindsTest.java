package dev.parlance.tokenizers;

import dev.parlance.testkit.TokenizerConformance;
import dev.parlance.testkit.text.AwkwardTexts;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.util.List;

/** The kinds that can spell any text, on vocabularies made of the parts of texts. */
class LosslessKindsTest extends TokenizerConformance {
    private static final Tokenizer RWKV = rwkv();
    private static final Tokenizer PLAMO2 = plamo2();
    private static final Tokenizer GEMMA4 = gemma4();

    private static Tokenizer rwkv() {
        MadeUp vocabulary = MadeUp.scored("rwkv").add(TokenKind.CONTROL, "<|rwkv|>");
        for (int b = 0; b < 256; b++) {
            vocabulary.normal("\\x%02x".formatted(b));
        }
        AwkwardTexts.parts().stream().filter(part -> part.codePoints().noneMatch(c -> c < ' ') && part.length() > 1)
                .forEach(vocabulary::normal);
        return vocabulary.tokenizer();
    }

    private static Tokenizer plamo2() {
        MadeUp vocabulary = MadeUp.scored("plamo2").add(TokenKind.UNKNOWN, "<|plamo:unk|>")
                .add(TokenKind.CONTROL, "<|plamo:bos|>", "<|plamo:eos|>").addBytes();
        AwkwardTexts.parts().stream().filter(part -> !part.startsWith("<0") && !part.isEmpty()).distinct()
                .forEach(part -> vocabulary.scored(TokenKind.NORMAL, part, -part.length()));
        return vocabulary.tokenizer();
    }

    private static Tokenizer gemma4() {
        MadeUp vocabulary = MadeUp.characterPair("gemma4", "").normal("\n", "\n\n", "▁", "a", "1", "中", "é")
                .merge("▁", "▁").merge("a", "a").merge("▁▁", "a").merge("1", "1").merge("a", "▁");
        return vocabulary.tokenizer();
    }

    @Override
    protected List<Tokenizer> tokenizers() {
        return List.of(RWKV, PLAMO2, GEMMA4);
    }

    @Override
    protected String kept(Tokenizer tokenizer, String text) {
        if (tokenizer.equals(PLAMO2)) {
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
        return tokenizer.equals(GEMMA4) ? text.replace('\u2581', ' ') : text;
    }
}
