package cz.statex.aiworkers.text.provider;

import java.util.function.Function;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * A provider's interface.
 *
 * @param client speaks it
 * @param options how it is asked for one of its models, by the model's name
 */
record Chat(ChatModel client, Function<String, ChatOptions> options) {}
