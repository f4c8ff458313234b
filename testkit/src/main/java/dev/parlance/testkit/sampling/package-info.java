/** What sampler tests need: logits to stumble over, and what candidates say. */
package dev.parlance.testkit.sampling;
