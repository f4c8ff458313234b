/** How the next token is chosen: {@link dev.parlance.sampling.Sampler} is the interface to implement. */
package dev.parlance.sampling;
