# T5 in the serialized TorchScript dialect: an encoder-decoder for text that is given a task in words.
#
# Architecture: "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", Raffel et al. 2019,
# arXiv:1910.10683; gated feed-forward layers: "GLU Variants Improve Transformer", Shazeer 2020, arXiv:2002.05202.
# Pre-norm transformer; norms divide by the root mean square and have no bias; attention is not scaled. Positions are
# known only by a bias on the scores of self-attention, learned per head for distances between tokens that are sorted into
# ${buckets} buckets: exact ones for short distances, and for longer ones, up to ${max_distance}, wider with their logarithm.
# The first layer's biases serve all layers of its stack.
#
# What layers add up grows beyond the range of 16-bit floats in trained models. Since norms are all that reads it, and they
# divide by its size, it is kept times ${residual_scale}: words are scaled here, what layers add by the weights they end with.
#
# Shapes: b texts, t tokens, d = ${width} wide, n = ${heads} heads of ${head_size}; r sequences of m new tokens after p old ones.
#   input_ids       int64 [b, t]
#   attention_mask  int64 [b, t], 1 for tokens and 0 for padding; at least one 1 in each row
#   forward -> float [b, t, d]        hidden states of the encoder
#   encode  -> state: mask [b, 1, 1, t], for each layer keys and values of the encoder [b, n, t, ${head_size}], for each
#              layer keys and values of the decoder [r, n, p, ${head_size}]
#   step    -> float [r, ${vocabulary}], scores of the token after the last of tokens int64 [r, m]; and the next state
@include linear
class FeedForward(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  up : __torch__.Projection
  down : __torch__.Projection
  def forward(self: __torch__.FeedForward, x: Tensor) -> Tensor:
    up = (self.up).forward(x, )
@if gated
    gate, value = torch.chunk(up, 2, -1)
    return (self.down).forward(torch.mul(torch.gelu(gate, approximate="tanh"), value), )
@end
@unless gated
    return (self.down).forward(torch.relu(up), )
@end
class EncoderLayer(Module):
  __parameters__ = ["norm1", "norm2"]
  __buffers__ = []
  norm1 : Tensor
  norm2 : Tensor
  training : bool
  qkv : __torch__.Projection
  out : __torch__.Projection
  feed_forward : __torch__.FeedForward
  def forward(self: __torch__.EncoderLayer, x: Tensor, bias: Tensor) -> Tensor:
    b = torch.size(x, 0)
    t = torch.size(x, 1)
    y = torch.rms_norm(x, [${width}], self.norm1, ${epsilon})
    qkv = torch.permute(torch.view((self.qkv).forward(y, ), [b, t, 3, ${heads}, ${head_size}]), [2, 0, 3, 1, 4])
    query, key, value = torch.unbind(qkv, 0)
    attended = torch.scaled_dot_product_attention(query, key, value, bias, 0., False, scale=1.)
    joined = torch.reshape(torch.transpose(attended, 1, 2), [b, t, ${inner}])
    x0 = torch.add(x, (self.out).forward(joined, ))
    y0 = torch.rms_norm(x0, [${width}], self.norm2, ${epsilon})
    return torch.add(x0, (self.feed_forward).forward(y0, ))
class DecoderLayer(Module):
  __parameters__ = ["norm1", "norm2", "norm3"]
  __buffers__ = []
  norm1 : Tensor
  norm2 : Tensor
  norm3 : Tensor
  training : bool
  qkv : __torch__.Projection
  out : __torch__.Projection
  cross_query : __torch__.Projection
  cross_key_value : __torch__.Projection
  cross_out : __torch__.Projection
  feed_forward : __torch__.FeedForward
  def encoded(self: __torch__.DecoderLayer, states: Tensor) -> Tuple[Tensor, Tensor]:
    b = torch.size(states, 0)
    t = torch.size(states, 1)
    both = torch.view((self.cross_key_value).forward(states, ), [b, t, 2, ${heads}, ${head_size}])
    key, value = torch.unbind(torch.contiguous(torch.permute(both, [2, 0, 3, 1, 4])), 0)
    return (key, value)
  def forward(self: __torch__.DecoderLayer, x: Tensor, bias: Tensor, i: int, state: List[Tensor], next: List[Tensor]) -> Tensor:
    r = torch.size(x, 0)
    m = torch.size(x, 1)
    encoded_key = state[torch.add(torch.mul(i, 2), 1)]
    encoded_value = state[torch.add(torch.mul(i, 2), 2)]
    past_key = state[torch.add(torch.mul(i, 2), ${encoded})]
    past_value = state[torch.add(torch.mul(i, 2), ${encoded_and_one})]
    y = torch.rms_norm(x, [${width}], self.norm1, ${epsilon})
    qkv = torch.permute(torch.view((self.qkv).forward(y, ), [r, m, 3, ${heads}, ${head_size}]), [2, 0, 3, 1, 4])
    query, new_key, new_value = torch.unbind(qkv, 0)
    key = torch.cat([past_key, new_key], 2)
    value = torch.cat([past_value, new_value], 2)
    _0 = torch.append(next, key)
    _1 = torch.append(next, value)
    attended = torch.scaled_dot_product_attention(query, key, value, bias, 0., False, scale=1.)
    x0 = torch.add(x, (self.out).forward(torch.reshape(torch.transpose(attended, 1, 2), [r, m, ${inner}]), ))
    y0 = torch.rms_norm(x0, [${width}], self.norm2, ${epsilon})
    by_input = torch.view((self.cross_query).forward(y0, ), [torch.size(encoded_key, 0), -1, ${heads}, ${head_size}])
    cross_query = torch.transpose(by_input, 1, 2)
    found = torch.scaled_dot_product_attention(cross_query, encoded_key, encoded_value, state[0], 0., False, scale=1.)
    x1 = torch.add(x0, (self.cross_out).forward(torch.reshape(torch.transpose(found, 1, 2), [r, m, ${inner}]), ))
    y1 = torch.rms_norm(x1, [${width}], self.norm3, ${epsilon})
    return torch.add(x1, (self.feed_forward).forward(y1, ))
class T5(Module):
  __parameters__ = ["shared", "encoder_distance", "decoder_distance", "encoder_norm", "decoder_norm"]
  __buffers__ = []
  shared : Tensor
  encoder_distance : Tensor
  decoder_distance : Tensor
  encoder_norm : Tensor
  decoder_norm : Tensor
  training : bool
@repeat encoder_layers
  encoder${i} : __torch__.EncoderLayer
@end
@repeat decoder_layers
  decoder${i} : __torch__.DecoderLayer
@end
  lm_head : __torch__.Projection
  def bucket(self: __torch__.T5, distance: Tensor, buckets: int, log_range: float) -> Tensor:
    exact = torch.floordiv(buckets, 2)
    logarithm = torch.div(torch.log(torch.div(torch.to(distance, 6), exact)), log_range)
    wide = torch.add(torch.to(torch.mul(logarithm, torch.sub(buckets, exact)), 4), exact)
    return torch.where(torch.lt(distance, exact), distance, torch.clamp_max(wide, torch.sub(buckets, 1)))
  def bias(self: __torch__.T5, buckets: Tensor, learned: Tensor) -> Tensor:
    return torch.unsqueeze(torch.permute(torch.embedding(learned, buckets), [2, 0, 1]), 0)
  def positions(self: __torch__.T5, begin: int, end: int) -> Tensor:
    return torch.arange(begin, end, dtype=4, layout=None, device=ops.prim.device(self.shared), pin_memory=False)
  def read(self: __torch__.T5, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    at = (self).positions(0, torch.size(input_ids, 1), )
    ahead = torch.sub(torch.unsqueeze(at, 0), torch.unsqueeze(at, 1))
    near = (self).bucket(torch.abs(ahead), ${half_buckets}, ${encoder_log_range}, )
    side = torch.mul(torch.to(torch.gt(ahead, 0), 4), ${half_buckets})
    padding = torch.unsqueeze(torch.unsqueeze(torch.eq(attention_mask, 0), 1), 1)
    bias = torch.masked_fill((self).bias(torch.add(near, side), self.encoder_distance, ), padding, float("-inf"))
    x = torch.mul(torch.embedding(self.shared, input_ids), ${residual_scale})
@repeat encoder_layers
    x = (self.encoder${i}).forward(x, bias, )
@end
    return torch.rms_norm(x, [${width}], self.encoder_norm, ${epsilon})
  def forward(self: __torch__.T5, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    return torch.to((self).read(input_ids, attention_mask, ), 6)
  def encode(self: __torch__.T5, input_ids: Tensor, attention_mask: Tensor) -> List[Tensor]:
    states = (self).read(input_ids, attention_mask, )
    state = [torch.unsqueeze(torch.unsqueeze(torch.ne(attention_mask, 0), 1), 1)]
@repeat decoder_layers
    key, value = (self.decoder${i}).encoded(states, )
    _0 = torch.append(state, key)
    _1 = torch.append(state, value)
@end
    none = torch.slice(state[1], 2, 0, 0)
    for i in range(${decoder_caches}):
      _2 = torch.append(state, none)
    return state
  def step(self: __torch__.T5, tokens: Tensor, state: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    past = torch.size(state[${encoded}], 2)
    end = torch.add(past, torch.size(tokens, 1))
    behind = torch.sub(torch.unsqueeze((self).positions(past, end, ), 1), torch.unsqueeze((self).positions(0, end, ), 0))
    near = (self).bucket(torch.clamp_min(behind, 0), ${buckets}, ${decoder_log_range}, )
    bias = torch.masked_fill((self).bias(near, self.decoder_distance, ), torch.lt(behind, 0), float("-inf"))
    next = torch.slice(state, 0, ${encoded})
    x = torch.mul(torch.embedding(self.shared, tokens), ${residual_scale})
@repeat decoder_layers
    x = (self.decoder${i}).forward(x, bias, ${i}, state, next, )
@end
    last = torch.rms_norm(torch.select(x, 1, -1), [${width}], self.decoder_norm, ${epsilon})
@if tied
    last = torch.mul(last, ${logit_scale})
@end
    return (torch.to((self.lm_head).forward(last, ), 6), next)
@include seq2seq_select
