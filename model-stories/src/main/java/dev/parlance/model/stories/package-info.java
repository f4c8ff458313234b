/** {@link dev.parlance.model.stories.StoriesModel}: a small model of simple English stories. */
package dev.parlance.model.stories;
