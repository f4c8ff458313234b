/** Texts that tokenizers stumble over. */
package dev.parlance.testkit.text;
