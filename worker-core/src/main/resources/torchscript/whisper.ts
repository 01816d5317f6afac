# Whisper in the serialized TorchScript dialect: speech to text, from samples on.
#
# Architecture: "Robust Speech Recognition via Large-Scale Weak Supervision", Radford et al. 2022, arXiv:2212.04356.
# Log-mel spectrogram, two convolutions (the second halves the frames), pre-norm transformer encoder with sines for
# positions, decoder with learned positions; exact GELU; keys have no bias; scores are taken from the decoder's embeddings.
#
# Front end: a short-time Fourier transform of 25 ms (${window} samples, Hann) every 10 ms (${hop} samples), ${mels} mel bands,
# the logarithm of their power, cut at 8 decades below the loudest of the row, scaled to about -1 to 1. It is computed in
# 32 bits whatever the weights are.
#
# Shapes: b signals, f = ${frames} frames, e = ${encoder_positions} encoder positions, d = ${width} wide; r sequences of m new tokens after
# p old ones; n = ${decoder_heads} heads of the decoder, of ${decoder_head_size}.
#   samples  float [b, any], -1 to 1 at 16 kHz; padded with silence, or cut, to the ${samples} that the model was trained on
#   mel     -> float [b, ${mels}, f]
#   forward -> float [b, e, d]       hidden states of the encoder
#   encode  -> state: for each layer keys and values of the encoder [b, n, e, ${decoder_head_size}], for each layer keys and values of
#              the decoder [r, n, p, ${decoder_head_size}]
#   step    -> float [r, ${vocabulary}], scores of the token after the last of tokens int64 [r, m]; and the next state
#   attend  -> float [b, a, m, e], how much each of the tokens int64 [b, m], and what follows it, owes to each position,
#              in the a heads that are known to follow the signal; state is one that encode has made
@include linear
class Norm(Module):
  __parameters__ = ["weight", "bias"]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.Norm, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [${width}], self.weight, self.bias, 1.0e-5)
class Convolution(Module):
  __parameters__ = ["weight", "bias"]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.Convolution, x: Tensor, stride: int) -> Tensor:
    return torch.gelu(torch.conv1d(x, self.weight, self.bias, [stride], [1]))
class FeedForward(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  norm : __torch__.Norm
  up : __torch__.Linear
  down : __torch__.Linear
  def forward(self: __torch__.FeedForward, x: Tensor) -> Tensor:
    up = torch.gelu((self.up).forward((self.norm).forward(x, ), ))
    return torch.add(x, (self.down).forward(up, ))
class Attention(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  norm : __torch__.Norm
  query : __torch__.Linear
  key : __torch__.Projection
  value : __torch__.Linear
  out : __torch__.Linear
  def split(self: __torch__.Attention, x: Tensor, rows: int, heads: int) -> Tensor:
    return torch.transpose(torch.view(x, [rows, -1, heads, torch.floordiv(${width}, heads)]), 1, 2)
  def key_value(self: __torch__.Attention, x: Tensor, heads: int) -> Tuple[Tensor, Tensor]:
    rows = torch.size(x, 0)
    key = (self).split((self.key).forward(x, ), rows, heads, )
    return (key, (self).split((self.value).forward(x, ), rows, heads, ))
  def forward(self: __torch__.Attention, y: Tensor, key: Tensor, value: Tensor, mask: Optional[Tensor], heads: int) -> Tensor:
    query = (self).split((self.query).forward(y, ), torch.size(key, 0), heads, )
    found = torch.transpose(torch.scaled_dot_product_attention(query, key, value, mask), 1, 2)
    return (self.out).forward(torch.reshape(found, torch.size(y)), )
  def weights(self: __torch__.Attention, y: Tensor, key: Tensor, heads: int) -> Tensor:
    query = (self).split((self.query).forward(y, ), torch.size(key, 0), heads, )
    scale = torch.sqrt(torch.size(key, 3))
    return torch.softmax(torch.to(torch.div(torch.matmul(query, torch.transpose(key, 2, 3)), scale), 6), -1)
class EncoderLayer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  attention : __torch__.Attention
  feed_forward : __torch__.FeedForward
  def forward(self: __torch__.EncoderLayer, x: Tensor) -> Tensor:
    attention = self.attention
    y = (attention.norm).forward(x, )
    key, value = (attention).key_value(y, ${encoder_heads}, )
    x0 = torch.add(x, (attention).forward(y, key, value, None, ${encoder_heads}, ))
    return (self.feed_forward).forward(x0, )
class DecoderLayer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  attention : __torch__.Attention
  cross_attention : __torch__.Attention
  feed_forward : __torch__.FeedForward
  def encoded(self: __torch__.DecoderLayer, states: Tensor) -> Tuple[Tensor, Tensor]:
    key, value = (self.cross_attention).key_value(states, ${decoder_heads}, )
    return (torch.contiguous(key), torch.contiguous(value))
  def own(self: __torch__.DecoderLayer, x: Tensor, mask: Tensor, i: int, state: List[Tensor], next: List[Tensor]) -> Tensor:
    attention = self.attention
    y = (attention.norm).forward(x, )
    new_key, new_value = (attention).key_value(y, ${decoder_heads}, )
    past = torch.add(torch.mul(i, 2), ${encoded})
    key = torch.cat([state[past], new_key], 2)
    value = torch.cat([state[torch.add(past, 1)], new_value], 2)
    _0 = torch.append(next, key)
    _1 = torch.append(next, value)
    return torch.add(x, (attention).forward(y, key, value, mask, ${decoder_heads}, ))
  def cross(self: __torch__.DecoderLayer, x: Tensor, i: int, state: List[Tensor]) -> Tensor:
    attention = self.cross_attention
    y = (attention.norm).forward(x, )
    key = state[torch.mul(i, 2)]
    value = state[torch.add(torch.mul(i, 2), 1)]
    x0 = torch.add(x, (attention).forward(y, key, value, None, ${decoder_heads}, ))
    return (self.feed_forward).forward(x0, )
  def forward(self: __torch__.DecoderLayer, x: Tensor, mask: Tensor, i: int, state: List[Tensor], next: List[Tensor]) -> Tensor:
    return (self).cross((self).own(x, mask, i, state, next, ), i, state, )
  def attend(self: __torch__.DecoderLayer, x: Tensor, mask: Tensor, i: int, state: List[Tensor], found: List[Tensor]) -> Tensor:
    x0 = (self).own(x, mask, i, state, annotate(List[Tensor], []), )
    attention = self.cross_attention
    weights = (attention).weights((attention.norm).forward(x0, ), state[torch.mul(i, 2)], ${decoder_heads}, )
    layers = ${alignment_layers}
    heads = ${alignment_heads}
    for j in range(torch.len(layers)):
      if torch.eq(layers[j], i):
        _0 = torch.append(found, torch.select(weights, 1, heads[j]))
      else:
        pass
    return (self).cross(x0, i, state, )
class Whisper(Module):
  __parameters__ = ["encoder_position", "word", "decoder_position"]
  __buffers__ = ["filters"]
  encoder_position : Tensor
  word : Tensor
  decoder_position : Tensor
  filters : Tensor
  training : bool
  convolution1 : __torch__.Convolution
  convolution2 : __torch__.Convolution
@repeat encoder_layers
  encoder${i} : __torch__.EncoderLayer
@end
  encoder_norm : __torch__.Norm
@repeat decoder_layers
  decoder${i} : __torch__.DecoderLayer
@end
  decoder_norm : __torch__.Norm
  lm_head : __torch__.Projection
  def mel(self: __torch__.Whisper, samples: Tensor) -> Tensor:
    missing = torch.sub(${samples}, torch.size(samples, 1))
    signal = torch.constant_pad_nd(torch.to(samples, 6), [0, missing], 0.)
    window = torch.hann_window(${window}, dtype=6, layout=None, device=ops.prim.device(samples), pin_memory=False)
    spectrum = torch.stft(signal, ${window}, ${hop}, ${window}, window, True, "reflect", False, True, True)
    power = torch.square(torch.abs(torch.slice(spectrum, 2, 0, -1)))
    bands = torch.matmul(torch.to(self.filters, 6), power)
    level = torch.log10(torch.clamp_min(bands, 1.0e-10))
    level0 = torch.maximum(level, torch.sub(torch.amax(level, [1, 2], True), 8.))
    return torch.div(torch.add(level0, 4.), 4.)
  def listen(self: __torch__.Whisper, samples: Tensor) -> Tensor:
    mel = torch.type_as((self).mel(samples, ), self.encoder_position)
    heard = (self.convolution2).forward((self.convolution1).forward(mel, 1, ), 2, )
    x = torch.add(torch.transpose(heard, 1, 2), self.encoder_position)
@repeat encoder_layers
    x = (self.encoder${i}).forward(x, )
@end
    return (self.encoder_norm).forward(x, )
  def forward(self: __torch__.Whisper, samples: Tensor) -> Tensor:
    return torch.to((self).listen(samples, ), 6)
  def encode(self: __torch__.Whisper, samples: Tensor) -> List[Tensor]:
    states = (self).listen(samples, )
    state = annotate(List[Tensor], [])
@repeat decoder_layers
    key, value = (self.decoder${i}).encoded(states, )
    _0 = torch.append(state, key)
    _1 = torch.append(state, value)
@end
    none = torch.slice(state[0], 2, 0, 0)
    for i in range(${encoded}):
      _2 = torch.append(state, none)
    return state
  def embed(self: __torch__.Whisper, tokens: Tensor, state: List[Tensor]) -> Tuple[Tensor, Tensor]:
    past = torch.size(state[${encoded}], 2)
    new = torch.size(tokens, 1)
    x = torch.add(torch.embedding(self.word, tokens), torch.narrow(self.decoder_position, 0, past, new))
    all = torch.ones([new, torch.add(past, new)], dtype=11, layout=None, device=ops.prim.device(tokens), pin_memory=False)
    return (x, torch.tril(all, past))
  def step(self: __torch__.Whisper, tokens: Tensor, state: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    x, mask = (self).embed(tokens, state, )
    next = torch.slice(state, 0, ${encoded})
@repeat decoder_layers
    x = (self.decoder${i}).forward(x, mask, ${i}, state, next, )
@end
    last = (self.decoder_norm).forward(torch.select(x, 1, -1), )
    return (torch.to((self.lm_head).forward(last, ), 6), next)
  def attend(self: __torch__.Whisper, tokens: Tensor, state: List[Tensor]) -> Tensor:
    x, mask = (self).embed(tokens, state, )
    found = annotate(List[Tensor], [])
@repeat decoder_layers
    x = (self.decoder${i}).attend(x, mask, ${i}, state, found, )
@end
    return torch.stack(found, 1)
@include seq2seq_select
