# BART-family encoder-decoder in the serialized TorchScript dialect: BART, mBART, Marian, M2M100 and NLLB.
#
# Architecture: "BART: Denoising Sequence-to-Sequence Pre-training for Natural Language Generation, Translation, and
# Comprehension", Lewis et al. 2019, arXiv:1910.13461; mBART: Liu et al. 2020, arXiv:2001.08210; Marian: Junczys-Dowmunt
# et al. 2018, arXiv:1804.00344; M2M100: Fan et al. 2020, arXiv:2010.11125; NLLB: Costa-jussa et al. 2022, arXiv:2207.04672.
# A transformer whose layer norms come before (mBART, M2M100) or after (BART, Marian) what they serve. Positions are a
# table, learned or of sines, of which the first ${position_offset} rows are not used.
#
# Shapes: b texts, t tokens, d = ${width} wide; r sequences of m new tokens after p old ones.
#   input_ids       int64 [b, t]
#   attention_mask  int64 [b, t], 1 for tokens and 0 for the padding after them; at least one 1 in each row
#   forward -> float [b, t, d]        hidden states of the encoder
#   encode  -> state: mask [b, 1, 1, t], for each layer keys and values of the encoder [b, heads, t, d / heads], for each
#              layer keys and values of the decoder [r, heads, p, d / heads]
#   step    -> float [r, ${vocabulary}], scores of the token after the last of tokens int64 [r, m]; and the next state
@include linear
class Norm(Module):
  __parameters__ = ["weight", "bias"]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.Norm, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [${width}], self.weight, self.bias, 1.0e-5)
  def before(self: __torch__.Norm, x: Tensor) -> Tensor:
@if pre_norm
    return (self).forward(x, )
@end
@unless pre_norm
    return x
@end
  def after(self: __torch__.Norm, x: Tensor) -> Tensor:
@if pre_norm
    return x
@end
@unless pre_norm
    return (self).forward(x, )
@end
class FeedForward(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  norm : __torch__.Norm
  up : __torch__.Linear
  down : __torch__.Linear
  def forward(self: __torch__.FeedForward, x: Tensor) -> Tensor:
    up = torch.${activation}((self.up).forward((self.norm).before(x, ), ))
    return (self.norm).after(torch.add(x, (self.down).forward(up, )), )
class EncoderLayer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  norm : __torch__.Norm
  qkv : __torch__.Linear
  out : __torch__.Linear
  feed_forward : __torch__.FeedForward
  def forward(self: __torch__.EncoderLayer, x: Tensor, mask: Tensor) -> Tensor:
    b = torch.size(x, 0)
    t = torch.size(x, 1)
    qkv = (self.qkv).forward((self.norm).before(x, ), )
    heads = torch.permute(torch.view(qkv, [b, t, 3, ${encoder_heads}, ${encoder_head_size}]), [2, 0, 3, 1, 4])
    query, key, value = torch.unbind(heads, 0)
    attended = torch.scaled_dot_product_attention(query, key, value, mask)
    joined = torch.reshape(torch.transpose(attended, 1, 2), [b, t, ${width}])
    y = (self.norm).after(torch.add(x, (self.out).forward(joined, )), )
    return (self.feed_forward).forward(y, )
class DecoderLayer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  norm : __torch__.Norm
  qkv : __torch__.Linear
  out : __torch__.Linear
  cross_norm : __torch__.Norm
  cross_query : __torch__.Linear
  cross_key_value : __torch__.Linear
  cross_out : __torch__.Linear
  feed_forward : __torch__.FeedForward
  def encoded(self: __torch__.DecoderLayer, states: Tensor) -> Tuple[Tensor, Tensor]:
    b = torch.size(states, 0)
    t = torch.size(states, 1)
    both = torch.view((self.cross_key_value).forward(states, ), [b, t, 2, ${decoder_heads}, ${decoder_head_size}])
    key, value = torch.unbind(torch.contiguous(torch.permute(both, [2, 0, 3, 1, 4])), 0)
    return (key, value)
  def forward(self: __torch__.DecoderLayer, x: Tensor, causal: Tensor, mask: Tensor, encoded_key: Tensor, encoded_value: Tensor, past_key: Tensor, past_value: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    r = torch.size(x, 0)
    m = torch.size(x, 1)
    qkv = (self.qkv).forward((self.norm).before(x, ), )
    heads = torch.permute(torch.view(qkv, [r, m, 3, ${decoder_heads}, ${decoder_head_size}]), [2, 0, 3, 1, 4])
    query, new_key, new_value = torch.unbind(heads, 0)
    key = torch.cat([past_key, new_key], 2)
    value = torch.cat([past_value, new_value], 2)
    attended = torch.scaled_dot_product_attention(query, key, value, causal)
    joined = torch.reshape(torch.transpose(attended, 1, 2), [r, m, ${width}])
    y = (self.norm).after(torch.add(x, (self.out).forward(joined, )), )
    cross = (self.cross_query).forward((self.cross_norm).before(y, ), )
    cross_heads = torch.view(cross, [torch.size(encoded_key, 0), -1, ${decoder_heads}, ${decoder_head_size}])
    found = torch.scaled_dot_product_attention(torch.transpose(cross_heads, 1, 2), encoded_key, encoded_value, mask)
    cross_joined = torch.reshape(torch.transpose(found, 1, 2), [r, m, ${width}])
    z = (self.cross_norm).after(torch.add(y, (self.cross_out).forward(cross_joined, )), )
    return ((self.feed_forward).forward(z, ), key, value)
class Bart(Module):
  __parameters__ = ["encoder_word", "encoder_position", "decoder_word", "decoder_position"]
  __buffers__ = []
  encoder_word : Tensor
  encoder_position : Tensor
  decoder_word : Tensor
  decoder_position : Tensor
  training : bool
@if embedding_norm
  encoder_embedding_norm : __torch__.Norm
  decoder_embedding_norm : __torch__.Norm
@end
@repeat encoder_layers
  encoder${i} : __torch__.EncoderLayer
@end
@repeat decoder_layers
  decoder${i} : __torch__.DecoderLayer
@end
@if pre_norm
  encoder_norm : __torch__.Norm
  decoder_norm : __torch__.Norm
@end
  lm_head : __torch__.Linear
  def embedded(self: __torch__.Bart, ids: Tensor, word: Tensor, position: Tensor, past: int) -> Tensor:
    begin = torch.add(past, ${position_offset})
    positions = torch.slice(position, 0, begin, torch.add(begin, torch.size(ids, 1)))
@if scaled
    return torch.add(torch.mul(torch.embedding(word, ids), ${scale}), positions)
@end
@unless scaled
    return torch.add(torch.embedding(word, ids), positions)
@end
  def forward(self: __torch__.Bart, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    mask = torch.unsqueeze(torch.unsqueeze(torch.ne(attention_mask, 0), 1), 1)
    x = (self).embedded(input_ids, self.encoder_word, self.encoder_position, 0, )
@if embedding_norm
    x = (self.encoder_embedding_norm).forward(x, )
@end
@repeat encoder_layers
    x = (self.encoder${i}).forward(x, mask, )
@end
@if pre_norm
    x = (self.encoder_norm).forward(x, )
@end
    return x
  def encode(self: __torch__.Bart, input_ids: Tensor, attention_mask: Tensor) -> List[Tensor]:
    states = (self).forward(input_ids, attention_mask, )
    state = [torch.unsqueeze(torch.unsqueeze(torch.ne(attention_mask, 0), 1), 1)]
@repeat decoder_layers
    key, value = (self.decoder${i}).encoded(states, )
    _0 = torch.append(state, key)
    _1 = torch.append(state, value)
@end
    none = torch.slice(state[1], 2, 0, 0)
@repeat decoder_layers
    _2 = torch.append(state, none)
    _3 = torch.append(state, none)
@end
    return state
  def step(self: __torch__.Bart, tokens: Tensor, state: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    m = torch.size(tokens, 1)
    past = torch.size(state[${encoded}], 2)
    ones = torch.new_ones(tokens, [m, torch.add(past, m)], dtype=11)
    causal = torch.tril(ones, past)
    next = torch.slice(state, 0, ${encoded})
    x = (self).embedded(tokens, self.decoder_word, self.decoder_position, past, )
@if embedding_norm
    x = (self.decoder_embedding_norm).forward(x, )
@end
@repeat decoder_layers
    cross = torch.add(torch.mul(${i}, 2), 1)
    own = torch.add(torch.mul(${i}, 2), ${encoded})
    x, key, value = (self.decoder${i}).forward(x, causal, state[0], state[cross], state[torch.add(cross, 1)], state[own], state[torch.add(own, 1)], )
    _0 = torch.append(next, key)
    _1 = torch.append(next, value)
@end
    last = torch.select(x, 1, -1)
@if pre_norm
    last = (self.decoder_norm).forward(last, )
@end
    return (torch.to((self.lm_head).forward(last, ), 6), next)
@include seq2seq_select
