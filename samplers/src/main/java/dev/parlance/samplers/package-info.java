/** The samplers of the library, made with {@link dev.parlance.samplers.Samplers}. */
package dev.parlance.samplers;
