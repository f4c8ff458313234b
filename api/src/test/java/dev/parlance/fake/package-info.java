/** An engine and a tokenizer in memory, for tests. */
@NullMarked
package dev.parlance.fake;

import org.jspecify.annotations.NullMarked;
