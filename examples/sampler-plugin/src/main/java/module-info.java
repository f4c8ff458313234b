import com.example.wordlist.WordList;
import dev.parlance.spi.SamplerProvider;

/** A sampler for Parlance that keeps an answer inside a word list. */
module com.example.wordlist {
    requires transitive dev.parlance.api;

    exports com.example.wordlist;

    // The same stands in META-INF/services, for the class path.
    provides SamplerProvider with WordList.Provider;
}
