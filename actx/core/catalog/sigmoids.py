"""Bounded, S-shaped functions, and the step that is their limit."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="sigmoid",
        aliases=("logistic", "logistic_sigmoid", "expit"),
        family="sigmoid",
        formula="1/(1+exp(-x))",
        reference=(
            "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors, "
            "Nature 323"
        ),
        use="the probability of one of two classes, and gates",
        weakness="saturates on both sides, its slope is at most 1/4, and its output is not zero-centred",
    ),
    Scalar(
        name="tanh",
        aliases=("hyperbolic_tangent", "tansig"),
        family="sigmoid",
        formula="tanh(x)",
        reference=(
            "LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, in Neural Networks: Tricks of the "
            "Trade, section 4.4"
        ),
        use="the state of recurrent networks, and bounded outputs: zero-centred, with slope 1 at 0",
        weakness="saturates on both sides, where the gradient vanishes",
    ),
    Scalar(
        name="hard_sigmoid",
        aliases=("hardsigmoid", "h_sigmoid", "hsigmoid"),
        family="sigmoid",
        formula="clip(x/6+1/2, 0, 1)",
        reference=(
            "Howard et al. 2019, Searching for MobileNetV3, arXiv 1905.02244, section 5.2; with slope "
            "1/2: Courbariaux, Bengio & David 2015, BinaryConnect, arXiv 1511.00363"
        ),
        use="a gate without an exponential, for mobile and quantized inference",
        weakness="no gradient where |x| >= 3; ONNX, Burn and Keras 2 mean slope 0.2 by the same name",
    ),
    Scalar(
        name="hard_tanh",
        aliases=("hardtanh", "htanh"),
        family="sigmoid",
        formula="clip(x, min_val, max_val)",
        params=(Param("min_val", "-1"), Param("max_val", "1", "[min_val, inf)")),
        reference=(
            "Collobert, Weston, Bottou, Karlen, Kavukcuoglu & Kuksa 2011, Natural language processing "
            "(almost) from scratch, arXiv 1103.0398"
        ),
        use="tanh without an exponential: the identity, cut off at both ends",
        weakness="no gradient outside the bounds, and frameworks disagree on the one at them",
    ),
    Scalar(
        name="softsign",
        aliases=("soft_sign",),
        family="sigmoid",
        formula="x/(1+abs(x))",
        reference=(
            "Elliott 1993, A better activation function for artificial neural networks, University of "
            "Maryland, technical report 93-8"
        ),
        use="like tanh, but slow to saturate: its gradient falls as 1/x^2, not exponentially",
        weakness="nears its bounds so slowly that outputs stay far from -1 and 1",
    ),
    Scalar(
        name="isru",
        aliases=("inverse_square_root_unit", "algebraic_sigmoid", "algebraic"),
        family="sigmoid",
        formula="x/sqrt(1+alpha*x**2)",
        params=(Param("alpha", "1", "(0, inf)"),),
        reference=(
            "Carlile, Delamarter, Kinney, Marti & Whitney 2017, Improving deep learning by inverse square "
            "root linear units (ISRLUs), arXiv 1710.09967; default alpha as in echoAI"
        ),
        use="a bounded S-shape without an exponential, where a reciprocal square root is quick",
        weakness="saturates on both sides, its slope falling off as 1/|x|**3",
    ),
    Scalar(
        name="step",
        aliases=("heaviside", "binary_step", "binarystep", "unit_step"),
        family="sigmoid",
        formula="where(x < threshold, 0, 1)",
        params=(Param("threshold", "0"),),
        reference=(
            "McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous activity, "
            "Bulletin of Mathematical Biophysics 5"
        ),
        use="a decision; binarized and spiking networks, with a substitute for its gradient",
        weakness="its derivative is 0, so gradient descent learns nothing; others let step(0) be 0 or 1/2",
    ),
    Scalar(
        name="gudermannian",
        aliases=("gd",),
        family="sigmoid",
        formula="2*atan(tanh(x/2))",
        reference="DLMF section 4.23(viii), the integral of sech; no paper is known to introduce it",
        use="a sigmoid between -pi/2 and pi/2 with the slope sech(x): flatter than tanh, steeper than arctan",
        weakness="saturates; 2*atan(exp(x))-pi/2, as often written, cancels near 0",
    ),
    Scalar(
        name="arctan",
        aliases=("atan", "arctangent"),
        family="sigmoid",
        formula="atan(x)",
        reference=(
            "Kamruzzaman & Aziz 2002, A note on activation function in multilayer feedforward learning, IJCNN"
        ),
        use="like tanh, but slow to saturate: its gradient falls as 1/x^2",
        weakness="bounded by pi/2, not by 1, and far from its bounds for most inputs",
    ),
    Scalar(
        name="arctan_sigmoid",
        aliases=("atan_sigmoid",),
        family="sigmoid",
        formula=("where(x < 0, atan(-2/(pi*alpha*x))/pi, atan(pi/2*alpha*x)/pi+1/2)"),
        params=(Param("alpha", "2", "(0, inf)"),),
        reference=(
            "Fang, Yu, Chen, Masquelier, Huang & Tian 2020, Incorporating learnable membrane time constant "
            "to enhance learning of spiking neural networks, arXiv 2007.05785; SpikingJelly, surrogate.ATan "
            "(alpha, and its default)"
        ),
        use="spiking networks: its derivative stands in for that of the step",
        weakness="written as 1/2 + atan(pi*x)/pi it cancels on the left; its tails fall only as 1/|x|",
    ),
    Scalar(
        name="lecun_tanh",
        aliases=("lecuntanh",),
        family="sigmoid",
        formula="1.7159*tanh(2/3*x)",
        reference=(
            "LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, in Neural Networks: Tricks of the "
            "Trade, section 4.4"
        ),
        use="tanh scaled so that f(1) is 1 and f(-1) is -1, to 3e-6; targets of 1 and -1 are in range",
        weakness="saturates on both sides; Paddle's stanh takes 0.67 for 2/3",
    ),
    Scalar(
        name="penalized_tanh",
        aliases=("penalised_tanh", "leaky_tanh"),
        family="sigmoid",
        formula="where(x > 0, tanh(x), a*tanh(x))",
        params=(Param("a", "0.25"),),
        reference="Xu, Huang & Li 2016, Revise saturated activation functions, arXiv 1602.05980",
        use="tanh with a weaker left side, as leaky_relu has",
        weakness=(
            "has a kink at 0 unless a is 1; torch_activation divides the left side by a where others "
            "multiply it"
        ),
    ),
    Scalar(
        name="rescaled_sigmoid",
        aliases=("scaled_sigmoid", "ssigmoid"),
        family="sigmoid",
        formula="2*tanh(x/2)",
        reference="Xu, Huang & Li 2016, Revise saturated activation functions, arXiv 1602.05980",
        use="sigmoid as 4*sigmoid(x) - 2: centred at 0, with slope 1 there",
        weakness="only tanh on another scale; as 4*sigmoid(x) - 2 it cancels near 0",
    ),
    Scalar(
        name="bipolar_sigmoid",
        aliases=("bipolarsigmoid",),
        family="sigmoid",
        formula="tanh(alpha*x/2)",
        params=(Param("alpha", "1", "(0, inf)"),),
        reference=(
            "Fausett 1994, Fundamentals of neural networks: 2/(1+exp(-alpha*x)) - 1; default alpha as in "
            "mlpack"
        ),
        use="sigmoid from -1 to 1, with a steepness",
        weakness="only tanh on another scale; AForge takes alpha 2, which is tanh",
    ),
    Scalar(
        name="root_sigmoid",
        aliases=("rootsig",),
        family="sigmoid",
        formula="x/(1+sqrt(1+x**2))",
        reference=(
            "Duch & Jankowski 1999, Survey of neural transfer functions, Neural Computing Surveys (s2, with "
            "slope 1)"
        ),
        use="an S-shape without an exponential: tanh(asinh(x)/2)",
        weakness="nears its bounds only as 1/x, and its slope at 0 is 1/2",
    ),
    Scalar(
        name="scaled_softsign",
        aliases=("scaledsoftsign",),
        family="sigmoid",
        formula="alpha*x/(beta+abs(x))",
        params=(Param("alpha", "1"), Param("beta", "1", "(0, inf)")),
        reference=(
            "Pishchik 2023, Trainable activations for image classification, Preprints 202301.0463; defaults: "
            "actx's choice"
        ),
        use="softsign whose bounds and slope are learned",
        weakness="beta must stay positive, which gradient descent does not promise",
    ),
    Scalar(
        name="elliott",
        aliases=("elliot", "elliott_sigmoid"),
        family="sigmoid",
        formula="where(x < 0, 0.5/(1-x), 1-0.5/(1+x))",
        reference=(
            "Elliott 1993, A better activation function for artificial neural networks, University of "
            "Maryland, technical report 93-8: 0.5*x/(1+|x|) + 0.5"
        ),
        use="softsign from 0 to 1: a sigmoid without an exponential",
        weakness="0.5*x/(1+|x|) + 0.5 cancels on the left; elliotsig in MATLAB means softsign",
    ),
    Scalar(
        name="elliot2",
        aliases=("elliot2sig", "elliott2"),
        family="sigmoid",
        formula="sign(x)*x**2/(1+x**2)",
        reference="MATLAB, Deep Learning Toolbox, elliot2sig (R2012b)",
        use="an S-shape of one division and no exponential, faster to saturate than softsign",
        weakness="its slope at 0 is 0, where inputs mostly are",
    ),
    Scalar(
        name="rational_tanh",
        aliases=("rationaltanh",),
        family="sigmoid",
        formula=(
            "1.7159*(2/3*x)*(1+abs(2/3*x)+1.41645*abs(2/3*x)**3)/(1+abs(2/3*x)+(2/3*x)**2+1.41645*(2/3*x)**4)"
        ),
        reference=(
            "Deeplearning4j, ActivationRationalTanh, which cites Kalinovskiy & Spitsyn 2015, Compact "
            "convolutional neural network cascade for face detection, arXiv 1508.01292: tanh(y) as "
            "sign(y)*(1-1/(1+|y|+y**2+1.41645*y**4))"
        ),
        use="lecun_tanh without an exponential, within 2 percent",
        weakness="off by up to 0.025 from lecun_tanh; 1 - 1/(1+u) cancels near 0",
    ),
    Scalar(
        name="erf",
        aliases=("error_function",),
        family="sigmoid",
        formula="erf(x)",
        reference="Williams 1996, Computing with infinite networks, NIPS 9 (its kernel has a closed form)",
        use="theory of wide networks, and S-shapes that saturate fast",
        weakness="saturates faster than tanh: its gradient falls as exp(-x^2)",
    ),
    Scalar(
        name="dynamic_tanh",
        aliases=("dyt", "dynamictanh"),
        family="sigmoid",
        formula="gamma*tanh(alpha*x)+beta",
        params=(Param("alpha", "0.5"), Param("gamma", "1"), Param("beta", "0")),
        reference="Zhu, Chen, He, LeCun & Liu 2025, Transformers without normalization, arXiv 2503.10622",
        use="in place of LayerNorm: squashes outliers, with a learned alpha, and gamma and beta a channel",
        weakness="alpha wants tuning by width, and large language models another start than 0.5",
    ),
    Scalar(
        name="dynamic_erf",
        aliases=("derf", "dynamicerf"),
        family="sigmoid",
        formula="gamma*erf(alpha*x+s)+beta",
        params=(Param("alpha", "0.5"), Param("s", "0"), Param("gamma", "1"), Param("beta", "0")),
        reference=(
            "Chen, Lu, Zhu, Sun & Liu 2025, Stronger normalization-free transformers, arXiv 2512.10938, "
            "eq. 10"
        ),
        use="in place of LayerNorm, with learned parameters; better than dynamic_tanh in its paper",
        weakness="needs erf, and saturates faster than dynamic_tanh",
    ),
    Scalar(
        name="normcdf",
        aliases=("gaussian_cdf", "normal_cdf", "ndtr"),
        family="sigmoid",
        formula="normcdf(x)",
        reference=(
            "Gomes & Ludermir 2008, Complementary log-log and probit: activation functions implemented in "
            "artificial neural networks, HIS (as the inverse of the probit link)"
        ),
        use="the probability of one of two classes with a normal threshold, and the gate of gelu",
        weakness="implemented as (1+erf(x/sqrt(2)))/2 it loses its left tail",
    ),
    Scalar(
        name="laplace",
        aliases=("mega_laplace",),
        family="sigmoid",
        formula="normcdf((x-sqrt(1/2))/sqrt(1/(4*pi)))",
        reference=(
            "Ma et al. 2022, Mega: moving average equipped gated attention, arXiv 2209.10655, section 3.2, "
            "eq. 16"
        ),
        use="attention in place of softmax: relu_squared made bounded",
        weakness="its left tail is lost where 1 + erf is formed; Hugging Face has the constants to 6 digits",
    ),
    Scalar(
        name="soft_root_sign",
        aliases=("srs", "softrootsign"),
        family="sigmoid",
        formula="where(x > 0, alpha/(1+alpha*exp(-x/beta)/x), x*exp(x/beta)/(1+x*exp(x/beta)/alpha))",
        params=(Param("alpha", "2", "(0, inf)"), Param("beta", "3", "(0, inf)")),
        reference=(
            "Zhou, Li, Huo & Kung 2020, Soft-root-sign activation function, arXiv 2003.00547: "
            "x/(x/alpha+exp(-x/beta)); defaults: Li & Zhou 2020, PRCV"
        ),
        use="bounded and smooth, with a dip on the left: to -2.46 at -3 by default",
        weakness=(
            "not monotone; has a pole where alpha*exp(1) <= beta; torch_activation has another function by "
            "its name"
        ),
    ),
    Scalar(
        name="cloglog",
        aliases=("complementary_log_log",),
        family="sigmoid",
        formula="-expm1(-exp(x))",
        reference=(
            "Gomes, Ludermir & Lima 2011, Comparison of new activation functions in neural network for "
            "forecasting financial time series, Neural Computing and Applications: 1 - exp(-exp(x))"
        ),
        use="a sigmoid that leaves 0 slowly and reaches 1 fast; from the link functions of statistics",
        weakness="not centred; 1-exp(-exp(x)) as printed cancels on the left, 0 in float32 below -17.33",
    ),
    Scalar(
        name="loglog",
        aliases=("log_log", "gompertz"),
        family="sigmoid",
        formula="exp(-exp(-x))",
        reference=(
            "Gomes, Ludermir & Lima 2011, Comparison of new activation functions in neural network for "
            "forecasting financial time series, Neural Computing and Applications: exp(-exp(-x))"
        ),
        use="a sigmoid that leaves 0 fast and reaches 1 slowly: 1 - cloglog(-x); the gate of golu",
        weakness="not centred; vanishes on the left as a double exponential, 0 in float32 below -4.65",
    ),
    Scalar(
        name="aranda_ordaz",
        aliases=("arandaordaz",),
        family="sigmoid",
        formula="-expm1(-log1pexp(x+log(lambd))/lambd)",
        params=(Param("lambd", "2", "(0, inf)"),),
        reference=(
            "Gomes, Ludermir & Lima 2011, Comparison of new activation functions in neural network for "
            "forecasting financial time series, Neural Computing and Applications: "
            "1 - (1+lambd*exp(x))**(-1/lambd); default lambd: Essai Ali, Abdel-Raman & Badry 2022"
        ),
        use="one family from cloglog (lambd towards 0) over sigmoid (1) on",
        weakness="one more parameter; torch_activation has the exponent -1 for every lambd",
    ),
)
